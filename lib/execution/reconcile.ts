import { AwsError, type Ssm } from "@/lib/aws/mod.ts";
import { MINUTE_MS, quoted } from "@/lib/base/mod.ts";
import type { HeldCredentials } from "@/lib/credentials/mod.ts";
import { awsVerdict } from "./aws_verdict.ts";
import { chunkAws, endsTooSoon, hold, postpone, waitForCredentials } from "./chunk_aws.ts";
import { documentOf, scriptOf } from "./command.ts";
import { commitChunk } from "./commits.ts";
import { sendIntended } from "./dispatch.ts";
import { maySend } from "./due_tasks.ts";
import { nextDueMs, type Run } from "./engine.ts";
import type { Batch, Chunk } from "./model.ts";
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
    if (commandId !== null) return await adopt(run, chunk, commandId);
    const isGivenUp = askedAtMs >= (chunk.sendAtMs ?? 0) + run.timings.adoptMs;
    if (!isGivenUp) return await postpone(run, chunk);
    if (!maySend(batch)) return await lose(run, chunk, ENDED);
    if (endsTooSoon(held, { batch, nowMs: askedAtMs })) {
      return await hold(run, chunk, { ...overview, held });
    }
    await resend(run, { chunk, batch, ssm: aws.ssm, held });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const verdict = await awsVerdict(run, { error, chunk, held });
    if (verdict.kind === "sign_in") return await waitForCredentials(run, { chunk, held });
    // Not even a refusal ends it: the command may be running.
    if (verdict.kind === "refused") run.logger.warn("Cannot look for a command", { error });
    await postpone(run, chunk, error);
  }
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

async function adopt(run: Run, { n, runToken }: Chunk, commandId: string): Promise<void> {
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
  const script = await scriptOf(run, { batch, runToken });
  const due = { atMs: run.clock.now(), dueAtMs: nextDueMs(run, 0) };
  const intent = await commitChunk(run, n, { event: { kind: "resending", runToken, ...due } });
  const error = intent && await sendIntended(run, { intent, script, ssm });
  if (!error) return;
  const verdict = await awsVerdict(run, { error, chunk, held });
  if (verdict.kind === "sign_in") await waitForCredentials(run, { chunk, held });
  if (verdict.kind !== "refused") return;
  const commandId = await findCommand(run, { chunk, batch, ssm });
  if (commandId !== null) return await adopt(run, chunk, commandId);
  const reason = `${error.awsCode} ${quoted(error.awsMessage)}`;
  await lose(run, chunk, `${NO_REPLY}, and AWS refused the second: ${reason}`);
}

/** Whatever AWS says of a later sending, the first one may have run: nobody sends it anew. */
async function lose(run: Run, { n, runToken }: Chunk, reason: string): Promise<void> {
  if (runToken === null) return;
  const summary = shortened(`May have run: ${reason}.`);
  const event = { kind: "lost", runToken, summary, atMs: run.clock.now() } as const;
  await commitChunk(run, n, { event });
}
