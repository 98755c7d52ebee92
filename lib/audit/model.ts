import { z } from "zod";

/** An event in the chain. */
export const auditRecordSchema = z.object({
  actor: z.string(),
  action: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).readonly(),
  seq: z.int().min(1),
  atMs: z.number(),
  /** Of the key that made the hash. */
  keyId: z.string(),
  /** The hash of the record before; empty for the first. */
  previous: z.string(),
  hash: z.string(),
}).readonly();

/** An event in the chain: its number, its time in ms since 1970, and the hashes. */
export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** What somebody did: who (an ARN), what (a word in snake_case), and on what. */
export type AuditEvent = Pick<AuditRecord, "actor" | "action" | "details">;
