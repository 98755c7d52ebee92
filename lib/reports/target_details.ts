import type {
  BatchView,
  Executions,
  TargetDetail,
  TargetState,
  TargetView,
} from "@/lib/execution/mod.ts";
import { FAILURE_STATES } from "./view.ts";

const PAGE = 200;
/** Outputs read from the store at the same time. */
const CONCURRENT_READS = 16;

/**
 * Reads every target of a batch, page by page.
 *
 * @param executions The batches.
 * @param batchId The batch.
 * @param state Only those in this state; all when not given.
 * @returns The targets in the order of the batch; empty when there is no such batch.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function allTargets(
  executions: Pick<Executions, "targets">,
  { batchId, state }: { readonly batchId: string; readonly state?: TargetState },
): Promise<readonly TargetView[]> {
  const targets: TargetView[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await executions.targets(batchId, {
      limit: PAGE,
      ...state && { state },
      ...cursor && { cursor },
    });
    targets.push(...page?.items ?? []);
    cursor = page?.nextCursor ?? null;
  } while (cursor !== null);
  return targets;
}

/**
 * Reads the targets of a batch that need somebody.
 *
 * @param executions The batches.
 * @param batch The batch; a state that it has no target in is not asked for.
 * @returns The targets in a failure state.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function failedTargets(
  executions: Pick<Executions, "targets">,
  { batchId, counts }: Pick<BatchView, "batchId" | "counts">,
): Promise<readonly TargetView[]> {
  const states = FAILURE_STATES.filter((state) => counts[state] > 0);
  const found = await Promise.all(
    states.map((state) => allTargets(executions, { batchId, state })),
  );
  return found.flat();
}

/**
 * Reads every target of a batch with its output.
 *
 * @param executions The batches.
 * @param batchId The batch.
 * @returns The targets in the order of the batch; empty when there is no such batch.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function allTargetDetails(
  executions: Pick<Executions, "targets" | "target">,
  batchId: string,
): Promise<readonly TargetDetail[]> {
  const targets = await allTargets(executions, { batchId });
  const details: TargetDetail[] = [];
  const queue = targets.entries();
  const worker = async () => {
    for (const [index, target] of queue) {
      const found = await executions.target(batchId, target.instanceId);
      details[index] = "stdout" in found
        ? found
        : { ...target, stdout: "", stderr: "", truncated: false };
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_READS }, worker));
  return details;
}
