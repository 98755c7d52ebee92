import { AwsError, type Ssm } from "@/lib/aws/mod.ts";
import { type InstanceId, MINUTE_MS } from "@/lib/base/mod.ts";
import type { HeldCredentials } from "@/lib/credentials/mod.ts";
import { awsVerdict, noteOf } from "./aws_verdict.ts";
import { chunkAws, endsTooSoon, hold, postpone, waitForCredentials } from "./chunk_aws.ts";
import { answerMs, documentOf, scriptOf } from "./command.ts";
import { commitChunk, type Committed } from "./commits.ts";
import { sendIntended } from "./dispatch.ts";
import { maySend } from "./due_tasks.ts";
import { nextDueMs, type Run } from "./engine.ts";
import { instanceRefusal } from "./instance_refusal.ts";
import { type Batch, type Chunk, isOpen } from "./model.ts";
import type { Overview } from "./overview.ts";
import { shortened } from "./summary.ts";

/** How far AWS's clock may be behind ours. */
const SKEW_MS = 5 * MINUTE_MS;
const NO_REPLY = "no reply came to the first sending";
const ENDED = `${NO_REPLY}, and the batch was ended before a second`;

/**
 * Finds out whether a chunk was sent: a process died, or a reply was lost, between the intent and
 * its outcome. AWS has no idempotency key for SendCommand, but shows a command's comment.
 *
 * @param run The batch under its lease.
 * @param chunk The chunk, `sending`.
 * @param overview The batch and all its chunks.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503).
 */
export async function reconcile(run: Run, chunk: Chunk, overview: Overview): Promise<void> {
  const { batch } = overview;
  const aws = await chunkAws(run, { batch, chunk });
  if (aws.kind === "no_credentials") return await waitForCredentials(run, { chunk });
  const { held } = aws;
  try {
    if (aws.kind === "failed") throw aws.error;
    const askedAtMs = run.clock.now();
    const commandId = await findCommand(run, { chunk, batch, ssm: aws.ssm });
    if (commandId !== null) return await adopt(run, { chunk, commandId });
    const isGivenUp = askedAtMs >= (chunk.sendAtMs ?? 0) + run.timings.adoptMs;
    if (!isGivenUp) return await postpone(run, chunk);
    if (!maySend(batch)) {
      await lose(run, chunk, { reason: ENDED });
      return;
    }
    if (endsTooSoon(held, { batch, nowMs: askedAtMs })) {
      return await hold(run, chunk, { ...overview, held });
    }
    await resend(run, { chunk, batch, ssm: aws.ssm, held });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const verdict = await awsVerdict(run, { error, chunk, held });
    if (verdict.kind === "sign_in") return await waitForCredentials(run, { chunk, held });
    if (verdict.kind === "later") return await postpone(run, chunk, { error });
    await refused(run, { batch, chunk, error });
  }
}

/**
 * AWS refuses to tell whether it took the command, which may be running: nobody sends it again, and
 * it is looked for as long as it may run, unless nobody wants it any more.
 */
async function refused(
  run: Run,
  { batch, chunk, error }: {
    readonly batch: Batch;
    readonly chunk: Chunk;
    readonly error: AwsError;
  },
): Promise<void> {
  const { timings: { adoptMs }, batchId, clock, logger } = run;
  const note = noteOf(error);
  const limitMs = batch.isCancelRequested ? adoptMs : answerMs(run, { batch, chunk });
  const isGivenUp = clock.now() >= (chunk.sendAtMs ?? 0) + limitMs;
  if (isGivenUp) {
    await lose(run, chunk, { reason: `${NO_REPLY}, and AWS refuses to tell: ${note}` });
    return;
  }
  logger.warn("Cannot look for a command", { batchId, n: chunk.n, error });
  await postpone(run, chunk, { error, note });
}

async function findCommand(
  run: Run,
  { chunk, batch, ssm }: { readonly chunk: Chunk; readonly batch: Batch; readonly ssm: Ssm },
): Promise<string | null> {
  const invokedAfterMs = (chunk.intendedAtMs ?? run.clock.now()) - SKEW_MS;
  const query = { invokedAfterMs, documentName: documentOf(batch.platform) };
  let nextToken: string | undefined;
  let first: { readonly commandId: string; readonly requestedAtMs: number } | null = null;
  do {
    const page = await ssm.listCommands({ ...query, nextToken }, run.signal);
    for (const command of page.items) {
      const isOurs = command.comment === chunk.runToken;
      // Of two with one token the first ran: the host's guard refused the second.
      if (isOurs && (!first || command.requestedAtMs < first.requestedAtMs)) first = command;
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return first?.commandId ?? null;
}

async function adopt(
  run: Run,
  { chunk: { n, runToken }, commandId }: { readonly chunk: Chunk; readonly commandId: string },
): Promise<void> {
  if (runToken === null) return;
  const atMs = run.clock.now();
  await commitChunk(run, n, {
    event: { kind: "accepted", runToken, commandId, atMs, dueAtMs: atMs },
  });
  run.logger.info("A command whose reply was lost was found", { batchId: run.batchId, commandId });
}

/** The same token again: should the first command show up after all, hosts refuse the second. */
async function resend(
  run: Run,
  { chunk, batch, ssm, held }: {
    readonly chunk: Chunk;
    readonly batch: Batch;
    readonly ssm: Ssm;
    readonly held: HeldCredentials;
  },
): Promise<void> {
  const { n, runToken } = chunk;
  if (runToken === null) return;
  const made = await scriptOf(run, { batch, chunk, runToken, held });
  if (made.kind === "failed") throw made.error;
  if (made.kind === "unsendable") {
    await lose(run, chunk, { reason: `${NO_REPLY}, and there is no second: ${made.reason}` });
    return;
  }
  const due = { atMs: run.clock.now(), dueAtMs: nextDueMs(run, 0) };
  const intent = await commitChunk(run, n, { event: { kind: "resending", runToken, ...due } });
  if (!intent) return;
  const error = await sendIntended(run, { intent, script: made.script, ssm });
  if (!error) return;
  const verdict = await awsVerdict(run, { error, chunk, held });
  if (verdict.kind === "sign_in") await waitForCredentials(run, { chunk, held });
  if (verdict.kind !== "refused") return;
  const commandId = await findCommand(run, { chunk, batch, ssm });
  if (commandId !== null) return await adopt(run, { chunk, commandId });
  const named = instanceRefusal(error, intent.targets.filter(isOpen)) ?? [];
  const left = await lose(run, chunk, {
    reason: `${NO_REPLY}, and AWS refused the second: ${noteOf(error)}`,
    ...named.length > 0 && { instanceIds: named.map(({ instanceId }) => instanceId) },
  });
  // The others are sent without the servers that AWS refuses the command for.
  if (left?.chunk.state === "sending") {
    await resend(run, { chunk: left.chunk, batch, ssm, held });
  }
}

/** Whatever AWS says of a later sending, the first one may have run: nobody sends it anew. */
async function lose(
  run: Run,
  { n, runToken }: Chunk,
  { reason, instanceIds = null }: {
    readonly reason: string;
    /** All of the command when absent. */
    readonly instanceIds?: readonly InstanceId[] | null;
  },
): Promise<Committed | null> {
  if (runToken === null) return null;
  const summary = shortened(`May have run: ${reason.replace(/\.$/, "")}.`);
  const event = { kind: "lost", runToken, summary, instanceIds, atMs: run.clock.now() } as const;
  return await commitChunk(run, n, { event });
}
