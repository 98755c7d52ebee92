import type { BatchView, Executions, TargetView } from "@/lib/execution/mod.ts";
import { FAILURE_STATES, failureCount } from "./view.ts";

/**
 * Reads the targets of a batch that need somebody, in one pass.
 *
 * @param executions The batches.
 * @param batch The batch; one without failures is not read.
 * @returns The targets in a failure state.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function failedTargets(
  executions: Pick<Executions, "targets">,
  { batchId, counts }: Pick<BatchView, "batchId" | "counts">,
): Promise<readonly TargetView[]> {
  if (failureCount(counts) === 0) return [];
  const page = await executions.targets(batchId, { limit: counts.total });
  return (page?.items ?? []).filter(({ state }) => FAILURE_STATES.includes(state));
}
