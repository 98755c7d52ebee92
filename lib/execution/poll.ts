import { AwsError, type Ssm, type SsmInvocation } from "@/lib/aws/mod.ts";
import { formatDuration, type InstanceId } from "@/lib/base/mod.ts";
import { type AwsFailure, awsVerdict, noteOf } from "./aws_verdict.ts";
import type { TargetEnd } from "./chunk_event.ts";
import { chunkAws, postpone, waitForCredentials } from "./chunk_aws.ts";
import { answerMs } from "./command.ts";
import { commitChunk } from "./commits.ts";
import { nextDueMs, type Run } from "./engine.ts";
import { fetchEnd, type FetchOptions } from "./fetch_end.ts";
import { type Chunk, isOpen, type Target, targetsRecord } from "./model.ts";
import type { Overview } from "./overview.ts";
import { type Settled, settledGroups } from "./settled_groups.ts";
import { standingOf } from "./target_state.ts";

/** How many outputs of one command are fetched at a time. */
const FETCHES = 5;

/**
 * Asks how a sent chunk stands and stores what ended. Throttling slows it down, ended credentials
 * make it wait; no target fails by either.
 *
 * @param run The batch under its lease.
 * @param chunk The chunk, `sent`.
 * @param overview The batch and all its chunks.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503).
 */
export async function poll(run: Run, chunk: Chunk, { batch }: Overview): Promise<void> {
  const { commandId } = chunk;
  if (commandId === null) return;
  const aws = await chunkAws(run, { batch, chunk });
  if (aws.kind === "no_credentials") return await waitForCredentials(run, { chunk });
  const limitMs = answerMs(run, { batch, chunk });
  const isPastDeadline = run.clock.now() >= (chunk.sentAtMs ?? 0) + limitMs;
  try {
    if (aws.kind === "failed") throw aws.error;
    const invocations = await listInvocations(aws.ssm, { commandId, signal: run.signal });
    const [targets] = await run.store.read([targetsRecord(run.batchId, chunk.n)]);
    const open = (targets ?? []).filter(isOpen);
    const seen = await look(run, {
      ...{ ssm: aws.ssm, open, invocations, isPastDeadline, limitMs },
      scriptId: batch.scriptId,
    });
    await store(run, chunk, { commandId, ...seen });
    if (seen.failure) await judge(run, { error: seen.failure, chunk, held: aws.held });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const isFinal = await judge(run, { error, chunk, held: aws.held }) === "refused";
    if (!isFinal) return await postpone(run, chunk, { error });
    if (!isPastDeadline) return await postpone(run, chunk, { error, note: noteOf(error) });
    await settleUnknown(run, { chunk, commandId, reason: error.publicMessage });
  }
}

async function judge(
  run: Run,
  failure: AwsFailure,
): Promise<"later" | "sign_in" | "refused"> {
  const verdict = await awsVerdict(run, failure);
  if (verdict.kind === "sign_in") await waitForCredentials(run, failure);
  if (verdict.kind === "refused") {
    const { batchId } = run;
    run.logger.warn("AWS refuses to tell how a command stands", { batchId, error: failure.error });
  }
  return verdict.kind;
}

async function listInvocations(
  ssm: Ssm,
  { commandId, signal }: { readonly commandId: string; readonly signal: AbortSignal },
): Promise<ReadonlyMap<InstanceId, SsmInvocation>> {
  const found = new Map<InstanceId, SsmInvocation>();
  let nextToken: string | undefined;
  do {
    const page = await ssm.listCommandInvocations({ commandId, nextToken }, signal);
    for (const invocation of page.items) found.set(invocation.instanceId, invocation);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

interface Seen {
  readonly running: readonly InstanceId[];
  readonly settled: readonly Settled[];
  /** What kept us from reading some of the outputs. */
  readonly failure: AwsError | undefined;
}

async function look(
  run: Run,
  { ssm, scriptId, open, invocations, isPastDeadline, limitMs }: {
    readonly ssm: Ssm;
    readonly scriptId: string;
    readonly open: readonly Target[];
    readonly invocations: ReadonlyMap<InstanceId, SsmInvocation>;
    readonly isPastDeadline: boolean;
    readonly limitMs: number;
  },
): Promise<Seen> {
  const running: InstanceId[] = [];
  const silent: Settled[] = [];
  const ended: SsmInvocation[] = [];
  for (const { instanceId } of open) {
    const invocation = invocations.get(instanceId);
    const standing = standingOf(invocation ?? { status: "", statusDetails: "" });
    if (invocation && standing.kind === "ended") ended.push(invocation);
    else if (isPastDeadline) silent.push(noAnswer(instanceId, limitMs));
    else if (standing.kind === "running") running.push(instanceId);
  }
  const fetched = await fetchEnds(run, ended, { ssm, scriptId, isPastDeadline });
  return { running, settled: [...silent, ...fetched.settled], failure: fetched.failure };
}

/** What was read before a failure counts; the rest is read by the next poll. */
async function fetchEnds(
  run: Run,
  ended: readonly SsmInvocation[],
  options: FetchOptions,
): Promise<Pick<Seen, "settled" | "failure">> {
  const settled: Settled[] = [];
  let failure: AwsError | undefined;
  const queue = ended.values();
  const work = async () => {
    for (const invocation of queue) {
      try {
        settled.push(...await fetchEnd(run, invocation, options));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        failure = error;
      }
      if (failure) return;
    }
  };
  await Promise.all(Array.from({ length: FETCHES }, work));
  return { settled, failure };
}

function noAnswer(instanceId: InstanceId, limitMs: number): Settled {
  const summary = `AWS told no end within ${formatDuration(limitMs)}: the script may have run.`;
  return { end: { instanceId, state: "unknown", summary }, stdout: "", stderr: "" };
}

/** Several results travel in one commit with the chunk and the batch. */
async function store(
  run: Run,
  chunk: Chunk,
  { commandId, running, settled }: Seen & { readonly commandId: string },
): Promise<void> {
  const atMs = run.clock.now();
  const due = { atMs, dueAtMs: nextDueMs(run, chunk.attempts + 1) };
  for (const { ends, write } of settledGroups(run.batchId, settled)) {
    const event = { kind: "polled", commandId, running, ended: ends, ...due } as const;
    await commitChunk(run, chunk.n, { event, also: write });
  }
}

async function settleUnknown(
  run: Run,
  { chunk, commandId, reason }: {
    readonly chunk: Chunk;
    readonly commandId: string;
    readonly reason: string;
  },
): Promise<void> {
  const [targets] = await run.store.read([targetsRecord(run.batchId, chunk.n)]);
  const ended = (targets ?? []).filter(isOpen).map(({ instanceId }): TargetEnd => ({
    instanceId,
    state: "unknown",
    summary: `The script may have run; how it ended cannot be read: ${reason}`,
  }));
  const atMs = run.clock.now();
  const event = { kind: "polled", commandId, running: [], ended, atMs, dueAtMs: atMs } as const;
  await commitChunk(run, chunk.n, { event });
}
