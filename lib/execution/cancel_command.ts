import { AwsError } from "@/lib/aws/mod.ts";
import type { InstanceId } from "@/lib/base/mod.ts";
import { awsVerdict } from "./aws_verdict.ts";
import { chunkAws, postpone, waitForCredentials } from "./chunk_aws.ts";
import { commitChunk } from "./commits.ts";
import { nextDueMs, type Run } from "./engine.ts";
import { type Chunk, isOpen, targetsRecord } from "./model.ts";
import type { Overview } from "./overview.ts";

/**
 * Asks SSM to cancel what somebody wants to end. A running script may go on, so the targets change
 * only when SSM says how they ended.
 *
 * @param run The batch under its lease.
 * @param chunk The chunk, `sent`.
 * @param overview The batch and all its chunks.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503).
 */
export async function cancelCommand(
  run: Run,
  chunk: Chunk,
  { batch }: Overview,
): Promise<void> {
  const { commandId, n } = chunk;
  const [targets] = await run.store.read([targetsRecord(run.batchId, n)]);
  const instanceIds = (targets ?? [])
    .filter((target) => isOpen(target) && target.isCancelRequested)
    .map(({ instanceId }) => instanceId);
  if (commandId === null || instanceIds.length === 0) {
    return await asked(run, { chunk, instanceIds });
  }
  const aws = await chunkAws(run, { batch, chunk });
  if (aws.kind === "no_credentials") return await waitForCredentials(run, { chunk });
  try {
    if (aws.kind === "failed") throw aws.error;
    await aws.ssm.cancelCommand({ commandId, instanceIds }, run.signal);
    await asked(run, { chunk, instanceIds });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const verdict = await awsVerdict(run, { error, chunk, held: aws.held });
    if (verdict.kind === "sign_in") return await waitForCredentials(run, { chunk, held: aws.held });
    if (verdict.kind === "later") return await postpone(run, chunk, { error });
    // It ends as it would have without.
    run.logger.warn("AWS refuses to cancel a command", { batchId: run.batchId, error });
    await asked(run, { chunk, instanceIds });
  }
}

async function asked(
  run: Run,
  { chunk: { n }, instanceIds }: {
    readonly chunk: Chunk;
    readonly instanceIds: readonly InstanceId[];
  },
): Promise<void> {
  const due = { atMs: run.clock.now(), dueAtMs: nextDueMs(run, 0) };
  await commitChunk(run, n, { event: { kind: "cancel_sent", instanceIds, ...due } });
}
