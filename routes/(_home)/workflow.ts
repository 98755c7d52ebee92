import type { State } from "@/lib/app/mod.ts";
import { type CheckedInstance, checkedInstances } from "@/lib/inventory/mod.ts";
import type { ChangeSummary } from "@/lib/changes/view.ts";
import type { BatchSummary } from "@/lib/execution/view.ts";
import type { SessionView } from "@/lib/sessions/mod.ts";

/** How far the work on a change is, in this session. */
export interface Workflow {
  readonly environments: SessionView["environments"];
  readonly change: State["currentChange"];
  /** The change's servers with what was last found of each; `null` before the first check. */
  readonly checked: readonly CheckedInstance[] | null;
  /** The newest batch of the change. */
  readonly lastRun: BatchSummary | null;
  /** The wall time in ms since 1970. */
  readonly nowMs: number;
}

/**
 * Gathers how far the work is.
 *
 * @param state The state of the request.
 * @returns What the home page shows; nothing of a change to who is signed out.
 */
export async function workflowOf(state: State): Promise<Workflow> {
  const { services: { clock, executions }, sessionView, currentChange } = state;
  const [checked, newest] = currentChange
    ? await Promise.all([
      checkedOf(state, currentChange),
      executions.list({ change: currentChange.number, limit: 1 }),
    ])
    : [null, null];
  return {
    environments: sessionView.environments,
    change: currentChange,
    checked,
    lastRun: newest?.items[0] ?? null,
    nowMs: clock.now(),
  };
}

async function checkedOf(
  { services: { changes, connectivity } }: State,
  { number }: ChangeSummary,
): Promise<Workflow["checked"]> {
  const [change, found] = await Promise.all([changes.find(number), connectivity.last(number)]);
  return change && found ? checkedInstances(change, found) : null;
}
