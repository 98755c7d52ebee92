import type { LoadedTargets } from "@/components/execution_load.ts";
import type { TargetFilter } from "@/components/TargetTable.tsx";
import type { ExecutionLiveProps } from "@/islands/ExecutionLive.tsx";
import { notFound, type State } from "@/lib/app/mod.ts";
import { randomId } from "@/lib/base/mod.ts";
import { type BatchView, TARGET_STATES, type TargetView } from "@/lib/execution/mod.ts";
import type { FailureGroup } from "@/lib/reports/mod.ts";
import { retriedBy } from "./retried_by.ts";
import { runTargets } from "./run_targets.ts";

const PAGE = 50;
/** A cause's targets are not cut into pages; the reports have those past this. */
const MAX_OF_CAUSE = 200;
const KEY_BYTES = 16;

/**
 * Reads what the page of a batch shows.
 *
 * @param state The request's.
 * @param page The batch's id, and the query that filters its targets.
 * @returns The page's data.
 * @throws {AppError} `not_found` (404); `store_unavailable` (503), `record_invalid` (500).
 */
export async function runPage(
  state: State,
  { batchId, search }: { readonly batchId: string; readonly search: URLSearchParams },
): Promise<ExecutionLiveProps> {
  const batch = await findBatch(state, batchId);
  const { executions, clock } = state.services;
  const [found, retry] = await Promise.all([
    runTargets(executions, batch),
    retriedBy(executions, batch),
  ]);
  const filter = filterOf(search);
  const group = found.groups.find(({ id }) => id === filter.cause);
  const targets = group
    ? targetsOf(found.targets, group)
    : await pageOfTargets(state, { batchId, filter });
  return {
    batch,
    causes: found.causes,
    qc: found.qc,
    ...targets,
    filter: group ? filter : { ...filter, cause: null },
    retriedBy: retry,
    loadedChange: state.currentChange?.number ?? null,
    nowMs: clock.now(),
    csrfToken: state.csrfToken,
    retryKey: randomId(KEY_BYTES),
  };
}

/**
 * Finds a batch.
 *
 * @param state The request's.
 * @param batchId Its id, as the address has it.
 * @returns The batch.
 * @throws {AppError} `not_found` (404); `store_unavailable` (503), `record_invalid` (500).
 */
export async function findBatch({ services }: State, batchId: string): Promise<BatchView> {
  const batch = await services.executions.find(batchId);
  if (!batch) throw notFound("execution", batchId);
  return batch;
}

function targetsOf(targets: readonly TargetView[], { instanceIds }: FailureGroup): LoadedTargets {
  const ids = new Set(instanceIds);
  const items = targets.filter(({ instanceId }) => ids.has(instanceId)).slice(0, MAX_OF_CAUSE);
  return { items, matching: ids.size, nextCursor: null };
}

async function pageOfTargets(
  { services }: State,
  { batchId, filter }: { readonly batchId: string; readonly filter: TargetFilter },
): Promise<LoadedTargets> {
  const targets = await services.executions.targets(batchId, {
    state: filter.state ?? undefined,
    q: filter.q || undefined,
    cursor: filter.cursor ?? undefined,
    limit: PAGE,
  });
  if (!targets) throw notFound("execution", batchId);
  return targets;
}

function filterOf(query: URLSearchParams): TargetFilter {
  const state = query.get("state");
  return {
    state: TARGET_STATES.find((known) => known === state) ?? null,
    q: query.get("q")?.trim() ?? "",
    cause: query.get("cause") || null,
    cursor: query.get("cursor") || null,
  };
}
