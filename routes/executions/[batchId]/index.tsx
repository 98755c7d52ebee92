import { page } from "fresh";
import { Head } from "fresh/runtime";
import type { LoadedTargets } from "@/components/execution_load.ts";
import type { TargetFilter } from "@/components/TargetTable.tsx";
import FilterKey from "@/islands/FilterKey.tsx";
import ExecutionLive, { type ExecutionLiveProps } from "@/islands/ExecutionLive.tsx";
import {
  define,
  formFields,
  methods,
  notFound,
  refreshPath,
  refusalError,
  requireSession,
  seeOther,
  type State,
} from "@/lib/app/mod.ts";
import { AppError, quoted, randomId } from "@/lib/base/mod.ts";
import { type BatchView, hasEnded, TARGET_STATES, type TargetView } from "@/lib/execution/mod.ts";
import type { FailureGroup } from "@/lib/reports/mod.ts";
import { retriedBy } from "./(_run)/retried_by.ts";
import { runTargets } from "./(_run)/run_targets.ts";

const PAGE = 50;
/** A cause's targets are not cut into pages; the reports have those past this. */
const MAX_OF_CAUSE = 200;

export const handler = methods<ExecutionLiveProps>({
  async GET({ state, url, params: { batchId = "" } }) {
    const batch = await findBatch(state, batchId);
    const { executions, clock } = state.services;
    const [found, retry] = await Promise.all([
      runTargets(executions, batch),
      retriedBy(executions, batch),
    ]);
    const filter = filterOf(url.searchParams);
    const group = found.groups.find(({ id }) => id === filter.cause);
    const targets = group
      ? targetsOf(found.targets, group)
      : await pageOfTargets(state, { batchId, filter });
    return page({
      batch,
      causes: found.causes,
      qc: found.qc,
      ...targets,
      filter: group ? filter : { ...filter, cause: null },
      retriedBy: retry,
      loadedChange: state.currentChange?.number ?? null,
      nowMs: clock.now(),
      csrfToken: state.csrfToken,
      retryKey: randomId(16),
    });
  },
  async POST({ state, params: { batchId = "" } }) {
    const result = await act(state, batchId);
    if (result.kind !== "started") throw refusalError(result);
    return seeOther(`/executions/${result.batchId}`);
  },
}, { limit: (req) => req.method === "POST" ? "execution" : "read" });

async function findBatch({ services }: State, batchId: string): Promise<BatchView> {
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

async function act(state: State, batchId: string) {
  const { executions } = state.services;
  const session = requireSession(state);
  const { intent = "", idempotencyKey, cause } = formFields(state);
  switch (intent) {
    case "cancel":
      return await executions.cancel(session, batchId);
    case "resume":
      return await executions.resume(session, batchId);
    case "retry":
    case "retry_uncertain": {
      const instanceIds = cause ? await instancesOf(state, { batchId, cause }) : undefined;
      return await executions.retry(session, batchId, {
        includeUncertain: intent === "retry_uncertain",
        ...instanceIds && { instanceIds },
        // One form has both buttons: each of them starts one batch of its own.
        ...idempotencyKey && { idempotencyKey: `${idempotencyKey}-${intent}` },
      });
    }
    default:
      throw new AppError(`Cannot do ${quoted(intent)}: expected cancel, retry or resume`, {
        code: "unknown_intent",
        status: 422,
        publicMessage: "The form has no button of this page. Load the page again.",
      });
  }
}

/** A cause that nobody has any more is refused: an empty selection never means all. */
async function instancesOf(
  state: State,
  { batchId, cause }: { readonly batchId: string; readonly cause: string },
): Promise<string[]> {
  const batch = await findBatch(state, batchId);
  const { groups } = await runTargets(state.services.executions, batch);
  const group = groups.find(({ id }) => id === cause);
  if (!group) throw notFound("cause", cause);
  return [...group.instanceIds];
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

export default define.page<typeof handler>(function ExecutionPage({ data, url }) {
  return (
    <>
      {!hasEnded(data.batch.state) && (
        <Head>
          <noscript>
            <meta http-equiv="refresh" content={`5; url=${refreshPath(url)}`} />
          </noscript>
        </Head>
      )}
      <ExecutionLive {...data} />
      <FilterKey />
    </>
  );
});
