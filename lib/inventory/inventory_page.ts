import { type ListPage, pageAfter } from "./page_after.ts";
import type { InventoryInstance } from "./view.ts";

/** Which servers, and which page of them. */
export interface InventoryFilter {
  /** Text that an id, a name, a place, a state or a tag holds, in any case. */
  readonly q?: string | undefined;
  /** Only this region. */
  readonly region?: string | undefined;
  /** At most so many a page. */
  readonly limit: number;
  /** The last server of the page before. */
  readonly cursor?: string | undefined;
}

/**
 * Chooses a page of servers, in the order of region, name and id.
 *
 * @param instances The servers.
 * @param filter Which ones, and which page.
 * @returns The page, how many fit the filter in all, and where the next page begins.
 * @throws {AppError} `invalid_cursor` (422).
 */
export function inventoryPage(
  instances: readonly InventoryInstance[],
  { q = "", region, limit, cursor }: InventoryFilter,
): ListPage<InventoryInstance> & { readonly matching: number } {
  const wanted = q.toLowerCase();
  const fitting = instances
    .filter((each) => (!region || each.region === region) && textOf(each).includes(wanted))
    .sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
  const page = pageAfter(fitting, { idOf: ({ instanceId }) => instanceId, cursor, limit });
  return { ...page, matching: fitting.length };
}

/** Everything that is shown of a server, to be searched. */
function textOf({ tags, ...shown }: InventoryInstance): string {
  return [...Object.values(shown), ...Object.entries(tags).flat()].join(" ").toLowerCase();
}

function keyOf({ region, name, instanceId }: InventoryInstance): string {
  return `${region} ${name.toLowerCase()} ${instanceId}`;
}
