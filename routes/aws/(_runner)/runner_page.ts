import type { ChangePanelProps } from "@/components/ChangePanel.tsx";
import type { RunPlan } from "@/components/RunnerPlan.tsx";
import { formFields, notFound, refusalError, requireSession, type State } from "@/lib/app/mod.ts";
import { environmentOfPartition, type FieldError, SECOND_MS } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import type { PlanView } from "@/lib/execution/mod.ts";
import { type ParameterField, parameterFields, type Script } from "@/lib/scripts/mod.ts";
import { panelData } from "../../changes/(_changes)/panel_data.ts";
import { loadedChange } from "../(_prep)/prep_page.ts";
import { onPage, requestOf, type RunForm, runFormOf } from "./run_form.ts";

/** The page's own path. */
export const RUNNER_PATH = "/aws/script-runner";

/** All that the page shows. */
export interface RunnerPageData {
  readonly panel: ChangePanelProps;
  readonly change: Change | null;
  readonly scripts: readonly Script[];
  readonly script: Script | null;
  readonly fields: readonly ParameterField[];
  /** Why the script cannot run on this server at all; empty when it can. */
  readonly missing: string;
  readonly form: RunForm;
  readonly plan: RunPlan | null;
  readonly errors: readonly FieldError[];
}

/** What the form's button did. */
export type RunnerOutcome =
  | { readonly kind: "started"; readonly batchId: string }
  | { readonly kind: "shown"; readonly plan: RunPlan }
  | { readonly kind: "refused"; readonly status: number; readonly errors: readonly FieldError[] };

/**
 * Reads what the page shows.
 *
 * @param state The request's, with its form if it has one.
 * @param shown The script that is asked for, a plan to show, and what is wrong with the form.
 * @returns The page's data.
 * @throws {AppError} `not_found` (404) for an unknown script; `store_unavailable` (503).
 */
export async function runnerPage(
  state: State,
  { scriptId, plan = null, errors = [] }: {
    readonly scriptId: string | null;
    readonly plan?: RunPlan | null;
    readonly errors?: readonly FieldError[];
  },
): Promise<RunnerPageData> {
  const { scripts, config } = state.services;
  const script = scriptId ? scripts.get(scriptId) ?? null : null;
  if (scriptId && !script) throw notFound("script", scriptId);
  const change = await loadedChange(state);
  const lacks = script && "patcherUrl" in script.settings && !config.linuxPatcherUrl;
  return {
    panel: await panelData(state, { next: RUNNER_PATH, isNext: false }),
    change,
    scripts: [...scripts.values()],
    script,
    fields: script ? parameterFields(script) : [],
    missing: lacks ? "This server lacks LINUX_PATCHER_URL, which this script needs." : "",
    form: runFormOf(state),
    plan,
    errors,
  };
}

/**
 * Does what the form's button asks for: plans the run, or starts it.
 *
 * @param state The request's, with the form.
 * @param script The script.
 * @returns What came of it.
 * @throws {AppError} `store_busy` or `store_unavailable` (503).
 */
export async function actOnRunner(state: State, script: Script): Promise<RunnerOutcome> {
  const { intent, idempotencyKey } = formFields(state);
  const { executions, clock } = state.services;
  const session = requireSession(state);
  const change = state.currentChange?.number ?? null;
  const made = requestOf(runFormOf(state), { script, change });
  if (made.kind === "invalid") return { kind: "refused", status: 422, errors: made.errors };
  if (intent === "plan") {
    const result = await executions.plan(session, made.request);
    if (result.kind !== "planned") return refusedBy(refusalError(result));
    return { kind: "shown", plan: runPlan(result, { state, nowMs: clock.now() }) };
  }
  const result = await executions.start(session, { ...made.request, idempotencyKey });
  if (result.kind !== "started") return refusedBy(refusalError(result));
  return { kind: "started", batchId: result.batchId };
}

function refusedBy(
  { status, publicMessage, errors }: ReturnType<typeof refusalError>,
): RunnerOutcome {
  const all = errors.length > 0 ? errors.map(onPage) : [{ path: "", message: publicMessage }];
  return { kind: "refused", status, errors: all };
}

function runPlan(
  { chunks, skipped, script, predictedSeconds }: PlanView,
  { state: { sessionView }, nowMs }: { readonly state: State; readonly nowMs: number },
): RunPlan {
  const endMs = nowMs + predictedSeconds * SECOND_MS;
  const environments = [
    ...new Set(chunks.map(({ partition }) => environmentOfPartition(partition))),
  ];
  return {
    chunks,
    skipped,
    script,
    predictedEndAt: new Date(endMs).toISOString(),
    credentials: environments.flatMap((environment) => {
      const expiresAt = sessionView.environments[environment]?.expiresAt;
      return expiresAt ? [{ environment, expiresAt, isEnough: Date.parse(expiresAt) > endMs }] : [];
    }),
  };
}
