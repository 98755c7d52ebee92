import type { ChangePanelProps } from "@/components/ChangePanel.tsx";
import type { PrepReach } from "@/components/PrepReach.tsx";
import type { PrepPlan } from "@/components/PrepScope.tsx";
import type { ServerPage } from "@/components/PrepServers.tsx";
import type { PrepNext } from "@/components/PrepSteps.tsx";
import type { State } from "@/lib/app/mod.ts";
import type { FieldError } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import {
  type CheckedInstance,
  checkedInstances,
  type ConnectivityView,
} from "@/lib/inventory/mod.ts";
import type { QcView } from "@/lib/patching/mod.ts";
import { panelData } from "../../changes/(_changes)/panel_data.ts";
import { planOf } from "./plan.ts";
import { reachOf } from "./reach.ts";
import { newestKernels, reachedGroups, step1Request, step3Request } from "./step_requests.ts";
import type { PrepView } from "./prep_view.ts";
import { serverPage } from "./server_page.ts";

/** The page's own path. */
export const PREP_PATH = "/aws/linux-qc-patching-prep";

/** What the page shows of a loaded change. */
export interface PrepChange {
  readonly change: Change;
  readonly connectivity: ConnectivityView | null;
  /** Its servers with what is known of each, what needs a look first. */
  readonly checked: readonly CheckedInstance[];
  readonly qc: QcView;
  readonly reach: PrepReach;
  /** What each step takes; `null` before the step before it has anything for it. */
  readonly plan: PrepPlan;
  readonly stagePlan: PrepPlan | null;
  readonly finalPlan: PrepPlan | null;
}

/** All that the page shows. */
export interface PrepPageData extends PrepView {
  readonly panel: ChangePanelProps;
  readonly loaded: PrepChange | null;
  /** The page of the loaded change's servers. */
  readonly servers: ServerPage;
  readonly next: PrepNext;
  readonly errors: readonly FieldError[];
}

/**
 * Finds the change that the session works on.
 *
 * @param state The request's.
 * @returns The change, or `null` when none is loaded.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function loadedChange({ services, currentChange }: State): Promise<Change | null> {
  return currentChange && await services.changes.find(currentChange.number) || null;
}

/**
 * Reads what the page shows.
 *
 * @param state The request's.
 * @param page What to show of the servers, what is chosen, and what is wrong with a form.
 * @returns The page's data.
 * @throws {AppError} `store_unavailable` or `store_busy` (503), `record_invalid` (500).
 */
export async function prepPage(
  state: State,
  { filter, selection, errors = [] }: PrepView & { readonly errors?: readonly FieldError[] },
): Promise<PrepPageData> {
  const change = await loadedChange(state);
  const loaded = change && await prepChange(state, change);
  const panel = await panelData(state, { next: PREP_PATH, isNext: change === null });
  const ids = new Set<string>(change?.instances.map(({ instanceId }) => instanceId));
  const ticked = selection.ticked.intersection(ids);
  const servers = serverPage(loaded?.checked ?? [], { filter, ticked });
  const next = nextOf(loaded);
  return { panel, loaded, servers, next, filter, selection: { ...selection, ticked }, errors };
}

async function prepChange(state: State, change: Change): Promise<PrepChange> {
  const { connectivity: checks, patching } = state.services;
  const reach = reachOf(state, change);
  const [connectivity, qc] = await Promise.all([
    checks.last(change.number),
    patching.qc(change),
  ]);
  const reached = { change, reach };
  const groups = newestKernels(reachedGroups(qc.kernelGroups, reached), reached);
  const [plan, stagePlan, finalPlan] = await Promise.all([
    planOf(state, step1Request(reached)),
    qc.kernelGroups.length > 0 ? planOf(state, reach.part === null ? null : groups) : null,
    qc.step2 ? planOf(state, step3Request(reached)) : null,
  ]);
  const checked = checkedInstances(change, connectivity);
  return { ...{ change, connectivity, checked, qc, reach }, plan, stagePlan, finalPlan };
}

function nextOf(loaded: PrepChange | null): PrepNext {
  if (!loaded) return "change";
  const { qc: { step1, step2, step3 }, reach, connectivity, stagePlan, finalPlan } = loaded;
  if ([step1, step2, step3].some((step) => step && step.underWay.length > 0)) return "run";
  if (step3 && step3.passed.length > 0) return "report";
  if (finalPlan?.kind === "planned") return "step3";
  if (stagePlan?.kind === "planned") return "step2";
  if (step1 && step1.passed.length + step1.failed.length > 0) return "report";
  if (reach.part === null) return "sign_in";
  return connectivity ? "step1" : "connectivity";
}
