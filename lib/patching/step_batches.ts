import type { ChangeNumber } from "@/lib/base/mod.ts";
import type { BatchSummary, Executions } from "@/lib/execution/mod.ts";

const PAGE = 200;

/** Which batches to look for. */
export interface StepQuery {
  /** The change they belong to. */
  readonly change: ChangeNumber;
  /** The id of their script; any when absent. */
  readonly script?: string;
}

/**
 * Lists the batches of a change or of one of its steps, retries among them; the caller stops when it knows enough.
 *
 * @param executions The batches of all changes.
 * @param query The change and the step's script.
 * @returns The batches, the newest first; none when the step has not run.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function* stepBatches(
  executions: Pick<Executions, "list">,
  query: StepQuery,
): AsyncGenerator<BatchSummary, void> {
  let cursor: string | null | undefined;
  do {
    const page = await executions.list({ ...query, limit: PAGE, ...cursor && { cursor } });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
