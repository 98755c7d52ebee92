import type { State } from "@/lib/app/mod.ts";
import type { ConnectivityView } from "@/lib/inventory/view.ts";
import type { BatchSummary } from "@/lib/execution/view.ts";
import type { SessionView } from "@/lib/sessions/mod.ts";

/** How far the work on a change is, in this session. */
export interface Workflow {
  readonly environments: SessionView["environments"];
  readonly change: State["currentChange"];
  /** What was last found of the change's servers. */
  readonly connectivity: ConnectivityView | null;
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
  const { services: { clock, connectivity, executions }, sessionView, currentChange } = state;
  const change = currentChange?.number;
  const [found, newest] = change
    ? await Promise.all([connectivity.last(change), executions.list({ change, limit: 1 })])
    : [null, null];
  return {
    environments: sessionView.environments,
    change: currentChange,
    connectivity: found,
    lastRun: newest?.items[0] ?? null,
    nowMs: clock.now(),
  };
}
