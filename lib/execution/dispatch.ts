import { AwsError, type Ssm } from "@/lib/aws/mod.ts";
import type { HeldCredentials } from "@/lib/credentials/mod.ts";
import { awsVerdict } from "./aws_verdict.ts";
import type { TargetEnd } from "./chunk_event.ts";
import { chunkAws, endsTooSoon, hold, postpone, waitForCredentials } from "./chunk_aws.ts";
import { commandOf, scriptOf } from "./command.ts";
import { commitChunk, type Committed, splitChunk } from "./commits.ts";
import type { Task } from "./due_tasks.ts";
import { backoffDueMs, nextDueMs, type Run } from "./engine.ts";
import { instanceRefusal, skipped } from "./instance_refusal.ts";
import { type Chunk, isOpen } from "./model.ts";
import type { Overview } from "./overview.ts";
import { shortened } from "./summary.ts";

type Send = Task & { readonly kind: "send" };

/**
 * Sends a planned chunk: commits the intent first, then sends once, then commits what AWS said.
 *
 * @param run The batch under its lease.
 * @param task The chunk and what the budget leaves.
 * @param overview The batch and all its chunks.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503): what was committed
 * tells the next process where to go on.
 */
export async function dispatch(run: Run, task: Send, overview: Overview): Promise<void> {
  const { chunk } = task;
  const { batch } = overview;
  const aws = await chunkAws(run, { batch, chunk });
  if (aws.kind === "no_credentials") return await waitForCredentials(run, { chunk });
  if (aws.kind === "failed") return await setAside(run, { chunk, ...aws });
  const nowMs = run.clock.now();
  if (endsTooSoon(aws.held, { batch, nowMs })) {
    return await hold(run, chunk, { ...overview, held: aws.held });
  }
  const runToken = runTokenOf(run, chunk);
  const made = await scriptOf(run, { batch, chunk, runToken, held: aws.held });
  if (made.kind === "unsendable") {
    return await giveUp(run, { chunk, reason: `Not run: ${made.reason}` });
  }
  if (made.kind === "failed") return await setAside(run, { chunk, held: aws.held, ...made });
  const intent = await commitChunk(run, chunk.n, {
    event: {
      kind: "intended",
      runToken,
      concurrency: task.concurrency,
      atMs: nowMs,
      dueAtMs: nextDueMs(run, 0),
    },
  });
  // Somebody has cancelled it meanwhile, or too much has failed.
  if (!intent) return;
  const error = await sendIntended(run, { intent, script: made.script, ssm: aws.ssm });
  if (error) await declined(run, { intent, runToken, held: aws.held, error });
}

/** What AWS refuses before anything is sent is tried later, waits for credentials, or is given up. */
async function setAside(
  run: Run,
  { chunk, held, error }: {
    readonly chunk: Chunk;
    readonly held: HeldCredentials;
    readonly error: AwsError;
  },
): Promise<void> {
  const verdict = await awsVerdict(run, { error, chunk, held });
  if (verdict.kind === "sign_in") return await waitForCredentials(run, { chunk, held });
  if (verdict.kind === "later") return await postpone(run, chunk, { error });
  await giveUp(run, { chunk, reason: verdict.reason });
}

/**
 * Names the run of a chunk by which hosts know a second command for it. It is the same after the
 * store was restored from a backup that knows nothing of the first.
 */
function runTokenOf({ batchId }: Run, { n }: Chunk): string {
  return `${batchId}-${n}`;
}

/**
 * Ends the targets of a planned chunk without sending it.
 *
 * @param run The batch under its lease.
 * @param options The chunk, and why, for the operator.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503).
 */
export async function giveUp(
  run: Run,
  { chunk, reason }: { readonly chunk: Chunk; readonly reason: string },
): Promise<void> {
  const event = { kind: "given_up", summary: shortened(reason), atMs: run.clock.now() } as const;
  await commitChunk(run, chunk.n, { event });
}

/** A chunk whose intent is committed, and the way to AWS. */
export interface Intended {
  readonly intent: Committed;
  /** The script with the run token. */
  readonly script: string;
  readonly ssm: Ssm;
}

/**
 * Sends a chunk whose intent is committed, once, and commits that AWS took it.
 *
 * @param run The batch under its lease.
 * @param intended The chunk as committed, and the port.
 * @returns Why AWS did not take it, or did not say so: the chunk is `sending` still. `null` when it
 * did, or nothing is left to send.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503).
 */
export async function sendIntended(
  run: Run,
  { intent, script, ssm }: Intended,
): Promise<AwsError | null> {
  const { chunk } = intent;
  const { runToken } = chunk;
  if (chunk.state !== "sending" || runToken === null) return null;
  const command = commandOf({ ...intent, script, runToken });
  try {
    const { commandId } = await ssm.sendCommand(command, run.signal);
    const due = { atMs: run.clock.now(), dueAtMs: nextDueMs(run, 0) };
    await commitChunk(run, chunk.n, { event: { kind: "accepted", runToken, commandId, ...due } });
    return null;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    run.logger.debug("A command was not taken", { batchId: run.batchId, n: chunk.n, error });
    return error;
  }
}

/** What was sent once and was refused may be planned anew; without an answer it stays `sending`. */
async function declined(
  run: Run,
  { intent: { chunk, targets }, held, runToken, error }: {
    readonly intent: Committed;
    readonly held: HeldCredentials;
    readonly runToken: string;
    readonly error: AwsError;
  },
): Promise<void> {
  // AWS may have taken it all the same.
  if (error.kind === "server" || error.kind === "unreachable") return;
  const isRefused = error.kind === "invalid_credentials";
  const decline = (ended: readonly TargetEnd[], dueAtMs: number) =>
    commitChunk(run, chunk.n, {
      event: { kind: "declined", runToken, ended, isRefused, atMs: run.clock.now(), dueAtMs },
    });
  const open = targets.filter(isOpen);
  const refusal = instanceRefusal(error, open);
  if (refusal) {
    await decline(refusal, run.clock.now());
    if (refusal.length === 0) await splitChunk(run, chunk.n);
    return;
  }
  const verdict = await awsVerdict(run, { error, chunk, held });
  if (verdict.kind === "refused") {
    await decline(skipped(open.map(({ instanceId }) => instanceId), verdict.reason), 0);
    return;
  }
  await decline([], backoffDueMs(run, chunk.attempts));
  if (verdict.kind === "sign_in") await waitForCredentials(run, { chunk, held });
}
