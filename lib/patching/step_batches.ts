import type { ChangeNumber } from "@/lib/base/mod.ts";
import type { BatchSummary, Executions } from "@/lib/execution/mod.ts";

const PAGE = 200;

/** Which batches to look for. */
export interface StepQuery {
  /** The change they belong to. */
  readonly change: ChangeNumber;
  /** The id of their script. */
  readonly script: string;
}

/**
 * Finds the newest run of a step: the newest batch that is no retry, and every retry that goes back
 * to it. A later retry of an earlier run does not bring that run back.
 *
 * @param executions The batches of all changes.
 * @param query The change and the step's script.
 * @returns The batches, the first one first; empty when the step has not run.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function stepBatches(
  executions: Pick<Executions, "list">,
  query: StepQuery,
): Promise<readonly BatchSummary[]> {
  const newestFirst = await batchesDownToFirstRun(executions, query);
  const line = new Set<string>();
  return newestFirst.toReversed().filter(({ batchId, retryOf }) => {
    const belongs = retryOf === null || line.has(retryOf);
    if (belongs) line.add(batchId);
    return belongs;
  });
}

/** Lists until the newest batch that is no retry; batches are older than their retries. */
async function batchesDownToFirstRun(
  executions: Pick<Executions, "list">,
  query: StepQuery,
): Promise<readonly BatchSummary[]> {
  const batches: BatchSummary[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await executions.list({ ...query, limit: PAGE, ...cursor && { cursor } });
    for (const batch of page.items) {
      batches.push(batch);
      if (batch.retryOf === null) return batches;
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return batches;
}
