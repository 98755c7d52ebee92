import type { State } from "@/lib/app/mod.ts";
import type { FieldError } from "@/lib/base/mod.ts";
import type { Change, ChangeInstance } from "@/lib/changes/mod.ts";
import type { BatchSummary } from "@/lib/execution/mod.ts";

const PAGE_SIZE = 100;
const SHOWN_RUNS = 20;

/** All that the page of a change shows. */
export interface ChangePageData {
  readonly change: Change;
  readonly q: string;
  /** The servers of this page of the table. */
  readonly shown: readonly ChangeInstance[];
  /** How many fit the filter. */
  readonly matching: number;
  /** How many of those stand before this page. */
  readonly offset: number;
  /** Where the next page begins; `null` on the last one. */
  readonly nextOffset: number | null;
  readonly runs: readonly BatchSummary[];
  readonly errors: readonly FieldError[];
}

/**
 * Reads what the page of a change shows.
 *
 * @param state The request's.
 * @param page The change, the page's query, and what is wrong with a form that came back.
 * @returns The page's data.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function changePage(
  { services }: State,
  { change, search, errors = [] }: {
    readonly change: Change;
    readonly search: URLSearchParams;
    readonly errors?: readonly FieldError[];
  },
): Promise<ChangePageData> {
  const q = search.get("q")?.trim() ?? "";
  const fitting = change.instances.filter((instance) => fits(instance, q.toLowerCase()));
  const offset = Math.max(0, Number.parseInt(search.get("from") ?? "", 10) || 0);
  const end = offset + PAGE_SIZE;
  const { items } = await services.executions.list({ change: change.number, limit: SHOWN_RUNS });
  return {
    change,
    q,
    shown: fitting.slice(offset, end),
    matching: fitting.length,
    offset,
    nextOffset: end < fitting.length ? end : null,
    runs: items,
    errors,
  };
}

function fits({ instanceId, account, region, platform, name }: ChangeInstance, q: string) {
  return [instanceId, account, region, platform, name].some((text) =>
    text.toLowerCase().includes(q)
  );
}
