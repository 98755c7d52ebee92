import { z } from "zod";
import { type AccountId, isAccountId } from "@/lib/base/mod.ts";
import type { SealingKey } from "@/lib/security/mod.ts";
import type { Identity } from "./view.ts";

const identitySchema: z.ZodType<Identity> = z.object({
  account: z.custom<AccountId>(isAccountId),
  arn: z.string(),
  userId: z.string(),
  expiresAtMs: z.number(),
  isExpiryKnown: z.boolean(),
});

/** A session as it is stored. */
export const sessionSchema = z.object({
  createdAtMs: z.number(),
  lastActiveAtMs: z.number(),
  /** The absolute limit. */
  expiresAtMs: z.number(),
  /** Counts the sign-ins; part of every seal of the session. */
  generation: z.int().min(1),
  /** Random, and the same through all of them: what is counted of a session goes by it. */
  lineage: z.string(),
  /** Wrapped by the key ring; seals the credentials. */
  dataKey: z.instanceof(Uint8Array<ArrayBuffer>),
  identities: z.object({
    "aws": identitySchema.nullable(),
    "aws-us-gov": identitySchema.nullable(),
  }).readonly(),
  currentChange: z.string().nullable(),
}).readonly();

/** A session as it is stored. */
export type SessionState = z.infer<typeof sessionSchema>;

/** A session and where it stands. */
export interface Session {
  /** The hash of the id in the cookie: the id itself is not kept. */
  readonly hash: string;
  /** What was stored when it was read. */
  readonly state: SessionState;
}

/** What is needed to seal values for a session. */
export interface SessionSeal {
  /** The hash of the session's id. */
  readonly hash: string;
  /** Its number of sign-ins. */
  readonly generation: number;
  /** Its data key. */
  readonly dataKey: SealingKey;
}
