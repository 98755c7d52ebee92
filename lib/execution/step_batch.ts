import { AppError, type Partition, PARTITIONS } from "@/lib/base/mod.ts";
import { type Batch, countsOf, type Work } from "./model.ts";
import { type BatchState, type Counts, hasEnded, TARGET_STATES, type TargetState } from "./view.ts";

/**
 * What a step of one of its chunks makes of a batch.
 *
 * @param batch The batch as it is stored now.
 * @param step The chunk before and after, and when, in ms since 1970.
 * @returns The batch to store in the same commit; its version moves when a view would.
 * @throws {AppError} `counts_broken` (500) when the states would not add up to the targets.
 */
export function stepBatch(
  batch: Batch,
  { before, after, atMs }: { readonly before: Work; readonly after: Work; readonly atMs: number },
): Batch {
  const isSame = before.targets === after.targets && before.chunk.state === after.chunk.state &&
    before.chunk.commandId === after.chunk.commandId && before.chunk.note === after.chunk.note;
  if (isSame) return batch;
  const [was, is] = [countsOf(before.targets), countsOf(after.targets)];
  const counts: Record<TargetState | "total", number> = { ...batch.counts };
  for (const state of TARGET_STATES) counts[state] += is[state] - was[state];
  const { partition } = after.chunk;
  const opened = openOf(is) - openOf(was);
  return settledBatch({
    ...batch,
    counts,
    open: { ...batch.open, [partition]: batch.open[partition] + opened },
  }, atMs);
}

/**
 * Gives a changed batch its state and next version, and checks that no target was lost.
 *
 * @param batch The batch as changed.
 * @param atMs When, in ms since 1970.
 * @returns The batch to store.
 * @throws {AppError} `counts_broken` (500) when the states do not add up to the targets.
 */
export function settledBatch(batch: Batch, atMs: number): Batch {
  checkConservation(batch);
  const state = stateOf(batch);
  return {
    ...batch,
    version: batch.version + 1,
    state,
    updatedAtMs: atMs,
    endedAtMs: hasEnded(state) ? batch.endedAtMs ?? atMs : null,
    waitingFor: hasEnded(state) ? [] : batch.waitingFor,
  };
}

/**
 * Tells the state of a batch: `success` means all; what SSM calls a success may not be one.
 *
 * @param batch Its counts, and what it waits for.
 * @returns The state.
 */
export function stateOf(
  { counts, open, waitingFor, isHeldUp, isCancelRequested }: Pick<
    Batch,
    "counts" | "open" | "waitingFor" | "isHeldUp" | "isCancelRequested"
  >,
): BatchState {
  const canProceed = (partition: Partition) =>
    open[partition] > 0 && !isHeldUp && !waitingFor.includes(partition);
  if (openOf(counts) > 0) {
    if (!PARTITIONS.some(canProceed)) return "waiting_credentials";
    return isCancelRequested ? "cancelling" : "running";
  }
  if (counts.success === counts.total) return "success";
  const isCancelled = counts.cancelled === counts.total ||
    (isCancelRequested && counts.cancelled > 0);
  if (isCancelled) return "cancelled";
  return counts.success === 0 ? "failed" : "partial";
}

function openOf({ pending, in_progress }: Counts): number {
  return pending + in_progress;
}

function checkConservation({ batchId, counts, open }: Batch): void {
  const sum = TARGET_STATES.reduce((total, state) => total + counts[state], 0);
  const openSum = PARTITIONS.reduce((total, partition) => total + open[partition], 0);
  const isWhole = sum === counts.total && openSum === openOf(counts) &&
    Object.values(counts).every((count) => count >= 0);
  if (isWhole) return;
  throw new AppError(
    `Cannot write the batch "${batchId}": its states ${JSON.stringify(counts)} with ${openSum} ` +
      "open ones do not add up to its targets",
    {
      code: "counts_broken",
      status: 500,
      publicMessage: "The batch cannot be written: its targets do not add up. Nothing was changed.",
    },
  );
}
