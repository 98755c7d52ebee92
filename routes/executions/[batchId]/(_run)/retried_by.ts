import {
  type BatchSummary,
  type BatchView,
  type Executions,
  hasEnded,
} from "@/lib/execution/mod.ts";

/** A retry follows soon: one that is further away is found in the list of runs. */
const NEWEST = 50;

/**
 * Finds the newest retry of a batch.
 *
 * @param executions The batches.
 * @param batch The batch.
 * @returns The retry; `null` when it has none among the newest runs of its change.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function retriedBy(
  executions: Pick<Executions, "list">,
  { batchId, state, change }: BatchView,
): Promise<BatchSummary | null> {
  if (!hasEnded(state)) return null;
  const { items } = await executions.list({ change: change ?? undefined, limit: NEWEST });
  return items.find(({ retryOf }) => retryOf === batchId) ?? null;
}
