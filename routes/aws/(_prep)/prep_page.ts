import type { ChangePanelProps } from "@/components/ChangePanel.tsx";
import type { PrepNext } from "@/components/PrepSteps.tsx";
import type { PrepPlan } from "@/components/PrepRun.tsx";
import type { CheckedInstance, ConnectivityFilter } from "@/components/PrepConnectivity.tsx";
import { refusalError, type State } from "@/lib/app/mod.ts";
import { environmentOfPartition, type FieldError, PARTITIONS } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import type { ConnectivityView } from "@/lib/inventory/mod.ts";
import { type QcView, STEP1_SCRIPT_ID } from "@/lib/patching/mod.ts";
import { panelData } from "../../changes/(_changes)/panel_data.ts";

/** The page's own path. */
export const PREP_PATH = "/aws/linux-qc-patching-prep";

/** What the page shows of a loaded change. */
export interface PrepChange {
  readonly change: Change;
  readonly connectivity: ConnectivityView | null;
  /** Its servers with what is known of each, what needs a look first. */
  readonly checked: readonly CheckedInstance[];
  readonly qc: QcView;
  readonly plan: PrepPlan;
  /** Why AWS cannot be asked, and nothing be run. */
  readonly signInReason: string | undefined;
}

/** All that the page shows. */
export interface PrepPageData {
  readonly panel: ChangePanelProps;
  readonly loaded: PrepChange | null;
  readonly next: PrepNext;
  readonly filter: ConnectivityFilter;
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
 * @param page The page's query, and what is wrong with a form that came back.
 * @returns The page's data.
 * @throws {AppError} `store_unavailable` or `store_busy` (503), `record_invalid` (500).
 */
export async function prepPage(
  state: State,
  { search, errors = [] }: {
    readonly search: URLSearchParams;
    readonly errors?: readonly FieldError[];
  },
): Promise<PrepPageData> {
  const change = await loadedChange(state);
  const loaded = change && await prepChange(state, change);
  return {
    panel: await panelData(state, { next: PREP_PATH, isNext: change === null }),
    loaded,
    next: nextOf(loaded),
    filter: {
      state: search.get("state") ?? "",
      q: search.get("q")?.trim() ?? "",
      from: Math.max(0, Number.parseInt(search.get("from") ?? "", 10) || 0),
    },
    errors,
  };
}

async function prepChange(state: State, change: Change): Promise<PrepChange> {
  const { connectivity: checks, patching } = state.services;
  const [connectivity, qc, plan] = await Promise.all([
    checks.last(change.number),
    patching.qc(change.number),
    planOf(state, change),
  ]);
  const checked = checkedInstances(change, connectivity);
  return { change, connectivity, checked, qc, plan, signInReason: signInReason(state, change) };
}

function nextOf(loaded: PrepChange | null): PrepNext {
  if (!loaded) return "change";
  if (loaded.qc.step1) return "report";
  return loaded.connectivity ? "step1" : "connectivity";
}

/** Servers that were added to the change after the check have no result; others are no longer in it. */
function checkedInstances(
  { instances }: Change,
  connectivity: ConnectivityView | null,
): readonly CheckedInstance[] {
  const byId = new Map(connectivity?.results.map((result) => [result.instanceId, result]));
  const checked = instances.map((instance) => ({
    instance,
    result: byId.get(instance.instanceId),
  }));
  const [good, other] = [true, false].map((isOnline) =>
    checked.filter(({ result }) => (result?.state === "online") === isOnline)
  );
  return [...other ?? [], ...good ?? []];
}

/** Names the partitions of the change that nobody is signed in to, with how many servers they hold. */
function signInReason({ sessionView }: State, { instances }: Change): string | undefined {
  const missing = PARTITIONS.flatMap((partition) => {
    const count = instances.filter((instance) => instance.partition === partition).length;
    const environment = environmentOfPartition(partition);
    if (count === 0 || sessionView.environments[environment]) return [];
    return [`${environment.toUpperCase()} (${count} ${count === 1 ? "instance" : "instances"})`];
  });
  return missing.length > 0 ? `Not signed in for ${missing.join(" and ")}.` : undefined;
}

async function planOf(
  { services, session, sessionView }: State,
  change: Change,
): Promise<PrepPlan> {
  if (!session) return { kind: "refused", reason: "Sign in first." };
  const result = await services.executions.plan(session, {
    scriptId: STEP1_SCRIPT_ID,
    parameters: { change: change.number },
    change: change.number,
  });
  if (result.kind !== "planned") {
    return { kind: "refused", reason: refusalError(result).publicMessage };
  }
  const partitions = new Set(result.chunks.map(({ partition }) => partition));
  const endMs = services.clock.now() + result.predictedSeconds * 1_000;
  return {
    kind: "planned",
    instances: result.chunks.reduce((sum, { instanceIds }) => sum + instanceIds.length, 0),
    commands: result.chunks.length,
    skipped: result.skipped,
    predictedEndAt: new Date(endMs).toISOString(),
    credentials: PARTITIONS.filter((partition) => partitions.has(partition)).flatMap(
      (partition) => {
        const environment = environmentOfPartition(partition);
        const expiresAt = sessionView.environments[environment]?.expiresAt;
        return expiresAt
          ? [{ environment, expiresAt, isEnough: Date.parse(expiresAt) > endMs }]
          : [];
      },
    ),
  };
}
