import { page } from "fresh";
import { ChangeNotice } from "@/components/ChangeNotice.tsx";
import { ChangePanel } from "@/components/ChangePanel.tsx";
import { ErrorSummary } from "@/components/ErrorSummary.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { PrepConnectivity } from "@/components/PrepConnectivity.tsx";
import { PrepReports } from "@/components/PrepReports.tsx";
import { PrepResults } from "@/components/PrepResults.tsx";
import { PrepRun } from "@/components/PrepRun.tsx";
import { PrepSteps } from "@/components/PrepSteps.tsx";
import {
  define,
  formFields,
  methods,
  refusalError,
  requireSession,
  seeOther,
  type State,
} from "@/lib/app/mod.ts";
import { AppError, environmentOfPartition, PARTITIONS, randomId } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import { STEP1_SCRIPT_ID } from "@/lib/patching/mod.ts";
import { loadedChange, PREP_PATH, prepPage, type PrepPageData } from "./(_prep)/prep_page.ts";

const KEY_BYTES = 16;

/** Why a form came back. */
interface Refusal {
  readonly path: string;
  readonly message: string;
  readonly status: number;
}

export const handler = methods<PrepPageData>({
  async GET({ state, url }) {
    return page(await prepPage(state, { search: url.searchParams }));
  },
  async POST({ req, state, url }) {
    const result = await act(state, req.signal);
    if (typeof result === "string") return seeOther(result);
    const errors = [result];
    const data = await prepPage(state, { search: url.searchParams, errors });
    return page(data, { status: result.status });
  },
}, { limit: (req) => req.method === "POST" ? "execution" : "read" });

/** Does what the button asks for; gives the way on, or what is wrong. */
async function act(state: State, signal: AbortSignal): Promise<string | Refusal> {
  const { intent, change: shown } = formFields(state);
  const change = await loadedChange(state);
  if (!change) return { path: "change-number", message: "Load a change first", status: 422 };
  if (change.number !== shown) {
    const message = `${change.number} was loaded meanwhile, in another tab: look at it first`;
    return { path: "change", message, status: 409 };
  }
  if (intent === "connectivity") return await confirmConnectivity(state, { change, signal });
  if (intent === "step1") return await runStep1(state, change);
  throw new AppError("Cannot read the form: expected one of its buttons", {
    code: "unknown_intent",
    status: 422,
    publicMessage: "The form does not say what to do. Go back and press one of its buttons.",
  });
}

async function confirmConnectivity(
  state: State,
  { change, signal }: { readonly change: Change; readonly signal: AbortSignal },
): Promise<string | Refusal> {
  const { connectivity } = state.services;
  const result = await connectivity.check(requireSession(state), change, { signal });
  if (result.kind === "checked") return PREP_PATH;
  const missing = result.kind === "not_signed_in" ? result.partitions : PARTITIONS;
  const names = missing.map((partition) => environmentOfPartition(partition).toUpperCase());
  return { path: "connectivity", message: `Sign in for ${names.join(" and ")} first`, status: 409 };
}

async function runStep1(state: State, { number }: Change): Promise<string | Refusal> {
  const { scope, idempotencyKey } = formFields(state);
  const ticked = state.form?.getAll("instanceIds").filter((id) => typeof id === "string") ?? [];
  const message = scopeFault(scope, ticked.length);
  if (message) return { path: "scope-all", message, status: 422 };
  const result = await state.services.executions.start(requireSession(state), {
    scriptId: STEP1_SCRIPT_ID,
    parameters: { change: number },
    change: number,
    ...scope === "selected" && { instanceIds: ticked },
    idempotencyKey,
  });
  if (result.kind === "started") return `/executions/${result.batchId}`;
  const { publicMessage, status } = refusalError(result);
  return { path: "step1", message: publicMessage, status };
}

/** An empty or contradictory selection runs nothing: never all by accident. */
function scopeFault(scope: string | undefined, ticked: number): string | undefined {
  if (scope === "all" && ticked === 0 || scope === "selected" && ticked > 0) return undefined;
  if (scope === "all") {
    return `${ticked} instances are ticked: choose "Only the ones ticked", or untick them`;
  }
  return "Tick at least one instance under Connectivity, or choose all instances";
}

export default define.page<typeof handler>(function PrepPage({ data, state, url }) {
  const { panel, loaded, next, filter, errors } = data;
  const { csrfToken } = state;
  const nowMs = state.services.clock.now();
  const run = loaded && (
    <PrepRun
      {...loaded}
      isNext={next === "step1"}
      csrfToken={csrfToken}
      idempotencyKey={randomId(KEY_BYTES)}
      path={PREP_PATH}
    />
  );
  return (
    <>
      <PageHeader
        title="Linux QC patching prep"
        lead="Check that every server of the change can be patched, and keep the report. Nothing is patched here."
        actions={<PrepReports loaded={loaded} isNext={next === "report"} />}
      />
      <ChangeNotice search={url.searchParams} current={state.currentChange} />
      <ErrorSummary errors={errors} />
      <PrepSteps loaded={loaded} next={next} nowMs={nowMs} />
      <ChangePanel {...panel} />
      {loaded && (
        <>
          {loaded.qc.step1 && (
            <PrepResults
              step={loaded.qc.step1}
              kernelGroups={loaded.qc.kernelGroups}
              change={loaded.change}
            />
          )}
          {next !== "connectivity" && run}
          <PrepConnectivity
            {...loaded}
            filter={filter}
            path={PREP_PATH}
            isNext={next === "connectivity"}
            csrfToken={csrfToken}
            nowMs={nowMs}
          />
          {next === "connectivity" && run}
        </>
      )}
    </>
  );
});
