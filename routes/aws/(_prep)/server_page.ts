import { CHECK_STATES, checkCounts, checkStateOf } from "@/components/connectivity_text.ts";
import type { ConnectivityFilter, ServerPage } from "@/components/PrepServers.tsx";
import type { CheckedInstance } from "@/lib/inventory/mod.ts";

const PAGE_SIZE = 100;

interface Shown {
  readonly filter: ConnectivityFilter;
  readonly ticked: ReadonlySet<string>;
}

/**
 * Cuts the page out of the servers that the table of connectivity shows.
 *
 * @param checked All servers of the change, in the table's order.
 * @param shown The filter, and the ids that are ticked.
 * @returns The page, how many fit the filter, and how many are in each state.
 */
export function serverPage(checked: readonly CheckedInstance[], shown: Shown): ServerPage {
  const { filter } = shown;
  const fitting = checked.filter((each) => fits(each, shown));
  const counts = checkCounts(checked);
  return {
    items: fitting.slice(filter.from, filter.from + PAGE_SIZE),
    matching: fitting.length,
    total: checked.length,
    states: CHECK_STATES.filter((state) => counts[state] > 0 || state === filter.state)
      .map((state) => ({ state, count: counts[state] })),
  };
}

function fits(each: CheckedInstance, { filter: { state, q }, ticked }: Shown): boolean {
  const { instance: { instanceId, account, region, name }, result } = each;
  if (state === "ticked" && !ticked.has(instanceId)) return false;
  if (state !== "" && state !== "ticked" && checkStateOf(each) !== state) return false;
  return [instanceId, account, region, name, result?.message ?? ""].some((text) =>
    text.toLowerCase().includes(q.toLowerCase())
  );
}
