import { z } from "zod";
import {
  type AccountId,
  type InstanceId,
  isAccountId,
  isInstanceId,
  isRegion,
  PARTITIONS,
  type Region,
} from "@/lib/base/mod.ts";
import type { StoredRecord } from "@/lib/store/mod.ts";
import { batchKey, chunkKey, targetsKey } from "./keys.ts";
import { BATCH_STATES, type Counts, TARGET_STATES, type TargetState } from "./view.ts";

const partition = z.enum(PARTITIONS);
const account = z.custom<AccountId>(isAccountId);
const timeMs = z.number();
const count = z.int().min(0);

const parametersSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .readonly();

/** How a batch is run. */
export const limitsSchema = z.object({
  maxConcurrency: z.int().min(1),
  /** `null`: no limit. */
  maxErrors: count.nullable(),
  timeoutSeconds: z.int(),
  deliveryTimeoutSeconds: z.int(),
}).readonly();

/** A batch as it is stored: all that a status request reads, but for the list of commands. */
export const batchSchema = z.object({
  batchId: z.string(),
  /** Moves when anything moves that a view shows. */
  version: z.int().min(1),
  state: z.enum(BATCH_STATES),
  scriptId: z.string(),
  scriptName: z.string(),
  scriptVersion: z.string(),
  platform: z.enum(["linux", "windows"]),
  expectedSeconds: z.number(),
  /** What the operator gave; what the server adds is never stored. */
  parameters: parametersSchema,
  /** What the server adds, by name: the environment variable. */
  settings: z.record(z.string(), z.string()).readonly(),
  limits: limitsSchema,
  change: z.string().nullable(),
  actor: z.string(),
  retryOf: z.string().nullable(),
  /** The batches that repeat some of its targets: each target belongs to one of them at most. */
  retriedBy: z.array(z.string()).readonly().default([]),
  createdAtMs: timeMs,
  updatedAtMs: timeMs,
  endedAtMs: timeMs.nullable(),
  checkedAtMs: timeMs.nullable(),
  partitions: z.array(partition).readonly(),
  /** Whose credentials it runs with: no other account's are ever used. */
  accounts: z.partialRecord(partition, account).readonly(),
  /** The ARN of who last lent it credentials: signing in again renews one's own alone. */
  lenders: z.partialRecord(partition, z.string()).default({}).readonly(),
  /** Where credentials ended or were refused, until somebody lends new ones. */
  waitingFor: z.array(partition).readonly(),
  /** Whether commands that nobody can follow keep the budget from the other partitions. */
  isHeldUp: z.boolean(),
  isCancelRequested: z.boolean(),
  chunkCount: count,
  counts: z.record(z.enum([...TARGET_STATES, "total"]), count).readonly(),
  /** How many targets have not ended, by partition. */
  open: z.record(partition, count).readonly(),
}).readonly();

/** A batch as it is stored. */
export type Batch = z.infer<typeof batchSchema>;

/** How a batch is run. */
export type Limits = z.infer<typeof limitsSchema>;

/** One SSM command as it is stored, planned or sent; its targets stand beside it. */
export const chunkSchema = z.object({
  n: count,
  partition,
  account,
  region: z.custom<Region>(isRegion),
  platform: z.enum(["linux", "windows"]),
  /** What its servers get in the place of the batch's parameters. */
  parameters: parametersSchema.default({}),
  state: z.enum(["planned", "sending", "sent", "settled"]),
  /** The command's Comment, and what the host's guard knows the run by. */
  runToken: z.string().nullable(),
  /** When the run token was first committed; commands are looked for from then on. */
  intendedAtMs: timeMs.nullable(),
  /** The last time it was sent, or may have been. */
  sendAtMs: timeMs.nullable(),
  sentAtMs: timeMs.nullable(),
  commandId: z.string().nullable(),
  /** How many of the batch's concurrency it was given. */
  concurrency: count,
  /** In how many turns its servers run the script at that concurrency. */
  waves: z.int().min(1).default(1),
  /** When something is to be done next. */
  dueAtMs: timeMs,
  /** Polls, or attempts to send, since the last change of state: sets the next pause. */
  attempts: count,
  /** How often AWS has refused the credentials since anything worked. */
  refusals: count.default(0),
  /** Why AWS does not tell how it stands, for the operator; empty when nothing is wrong. */
  note: z.string().default(""),
  /** How many of its targets have not ended. */
  open: count,
  /** Whether SSM is still to be asked to cancel. */
  isCancelDue: z.boolean(),
}).readonly();

/** One SSM command as it is stored. */
export type Chunk = z.infer<typeof chunkSchema>;

/** A target as it is stored. */
export const targetSchema = z.object({
  instanceId: z.custom<InstanceId>(isInstanceId),
  name: z.string(),
  state: z.enum(TARGET_STATES),
  exitCode: z.int().nullable(),
  startedAtMs: timeMs.nullable(),
  endedAtMs: timeMs.nullable(),
  summary: z.string(),
  /** In how many parts each stream is kept. */
  stdoutParts: count,
  stderrParts: count,
  isTruncated: z.boolean(),
  isCancelRequested: z.boolean(),
}).readonly();

/** A target as it is stored. */
export type Target = z.infer<typeof targetSchema>;

/** The targets of a chunk. */
export const targetsSchema = z.array(targetSchema).readonly();

/** A chunk with its targets: what transitions work on. */
export interface Work {
  readonly chunk: Chunk;
  readonly targets: readonly Target[];
}

/** Whether a target may still change. */
export function isOpen({ state }: Pick<Target, "state">): boolean {
  return state === "pending" || state === "in_progress";
}

/** Counts targets by state. */
export function countsOf(targets: readonly Pick<Target, "state">[]): Counts {
  const counts: Record<TargetState | "total", number> = {
    total: targets.length,
    pending: 0,
    in_progress: 0,
    success: 0,
    failed: 0,
    timed_out: 0,
    cancelled: 0,
    undeliverable: 0,
    skipped: 0,
    unknown: 0,
  };
  for (const { state } of targets) counts[state]++;
  return counts;
}

/** Where a batch's header stands. */
export function batchRecord(batchId: string): StoredRecord<Batch> {
  return { key: batchKey(batchId), schema: batchSchema };
}

/** Where a chunk stands. */
export function chunkRecord(batchId: string, n: number): StoredRecord<Chunk> {
  return { key: chunkKey(batchId, n), schema: chunkSchema };
}

/** Where a chunk's targets stand. */
export function targetsRecord(batchId: string, n: number): StoredRecord<readonly Target[]> {
  return { key: targetsKey(batchId, n), schema: targetsSchema };
}
