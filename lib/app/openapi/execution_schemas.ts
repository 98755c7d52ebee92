import { z } from "zod";
import { BATCH_STATES, TARGET_STATES } from "@/lib/execution/mod.ts";
import {
  accountField,
  instanceIdField,
  listOf,
  partitionField,
  regionField,
  timeField,
} from "./fields.ts";

const MAX_KEY_CHARACTERS = 200;

/** Headers of a request that may be sent again when its answer was lost. */
export const repeatableHeadersSchema = z.object({
  "Idempotency-Key": z.string().regex(/^[\x21-\x7e]+$/, "expected visible ASCII characters")
    .max(MAX_KEY_CHARACTERS, `expected at most ${MAX_KEY_CHARACTERS} characters`)
    .exactOptional()
    .describe("The same key from the same operator within 24 hours gives the same batch."),
});

/** The body of a request that has nothing to say. */
export const emptyRequestSchema = z.strictObject({});

const counts = z.record(z.enum(["total", ...TARGET_STATES]), z.int().min(0))
  .describe("How many targets are in each state; they add up to the total.");

/** A batch without its commands. */
export const batchSummarySchema = z.object({
  batchId: z.string(),
  scriptId: z.string(),
  scriptName: z.string(),
  scriptVersion: z.string().describe("SHA-256 of the script's content, in hex."),
  change: z.string().nullable(),
  actor: z.string().describe("The ARN of who started it."),
  state: z.enum(BATCH_STATES),
  createdAt: timeField,
  endedAt: timeField.nullable(),
  retryOf: z.string().nullable().describe("The batch whose targets it repeats."),
  counts,
});

const command = z.object({
  account: accountField,
  region: regionField,
  commandId: z.string().nullable().describe("AWS's id, null until it is known."),
  state: z.enum(["planned", "sending", "sent", "settled"]),
});

/** A batch, as a status request shows it. */
export const batchSchema = batchSummarySchema.extend({
  version: z.int().describe("Another one after every change."),
  commands: z.array(command),
  waitingFor: z.array(partitionField).describe("Where targets wait for somebody to sign in."),
  partitions: z.array(partitionField),
  credentialsEndAt: z.record(partitionField, timeField.nullable())
    .describe("When the credentials that it was lent end, null where it has none."),
  predictedEndAt: timeField.nullable(),
  checkedAt: timeField.nullable().describe("When AWS was last asked."),
});
/** One page of batches. */
export const batchListSchema = listOf(batchSummarySchema);

/** A target of a batch. */
export const targetSchema = z.object({
  instanceId: instanceIdField,
  account: accountField,
  region: regionField,
  name: z.string(),
  state: z.enum(TARGET_STATES),
  exitCode: z.int().nullable(),
  startedAt: timeField.nullable(),
  endedAt: timeField.nullable(),
  summary: z.string().describe("Why it is in this state, or its last meaningful line of output."),
});
/** One page of targets. */
export const targetListSchema = listOf(targetSchema).extend({
  matching: z.int().min(0).describe("How many targets the filters let through."),
});
/** A target with its output. */
export const targetDetailSchema = targetSchema.extend({
  stdout: z.string(),
  stderr: z.string(),
  truncated: z.boolean().describe("Whether AWS cut a stream."),
});

/** A batch that was started or goes on. */
export const startedSchema = z.object({
  batchId: z.string(),
  targets: z.int().min(0),
  chunks: z.int().min(0).describe("How many SSM commands it takes."),
});

/** What would be started. */
export const planSchema = z.object({
  chunks: z.array(z.object({
    partition: partitionField,
    account: accountField,
    region: regionField,
    instanceIds: z.array(instanceIdField),
  })),
  skipped: z.array(z.object({ instanceId: instanceIdField, reason: z.string() })),
  script: z.string().describe("The script as it would be sent, secrets masked."),
  predictedSeconds: z.number(),
});
