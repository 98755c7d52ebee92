import type { RunFindings } from "@/components/execution_load.ts";
import { isQc, qcCountsOf } from "@/components/qc_text.ts";
import type { BatchView, Executions, TargetView } from "@/lib/execution/mod.ts";
import { causeViews, failureCount, type FailureGroup, failureGroups } from "@/lib/reports/mod.ts";

/** What is known of a batch beyond its counts, read in one pass. */
export interface RunTargets extends RunFindings {
  /** The targets that did not succeed, by their cause. */
  readonly groups: readonly FailureGroup[];
  /** All targets; none when there is nothing to find in them. */
  readonly targets: readonly TargetView[];
}

/**
 * Finds why targets of a batch failed, and what the QC of its own servers found: not what a later
 * run of the change did.
 *
 * @param executions The batches.
 * @param batch The batch; one without failures is only read for its QC.
 * @returns What was found.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function runTargets(
  executions: Pick<Executions, "targets">,
  batch: BatchView,
): Promise<RunTargets> {
  const { batchId, counts } = batch;
  const hasQc = isQc(batch) && counts.success > 0;
  const isRead = hasQc || failureCount(counts) > 0;
  const page = isRead ? await executions.targets(batchId, { limit: counts.total }) : null;
  const targets = page?.items ?? [];
  const groups = failureGroups(targets);
  return { targets, groups, causes: causeViews(groups), qc: hasQc ? qcCountsOf(targets) : null };
}
