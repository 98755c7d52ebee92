import { invalidCursor } from "@/lib/store/mod.ts";
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
): {
  readonly items: readonly InventoryInstance[];
  readonly matching: number;
  readonly nextCursor: string | null;
} {
  const wanted = q.toLowerCase();
  const fitting = instances
    .filter((each) => (!region || each.region === region) && textOf(each).includes(wanted))
    .sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
  const start = cursor === undefined ? 0 : 1 + indexOf(fitting, cursor);
  const items = fitting.slice(start, start + limit);
  const hasMore = start + limit < fitting.length;
  return {
    items,
    matching: fitting.length,
    nextCursor: hasMore ? items.at(-1)?.instanceId ?? null : null,
  };
}

/** Everything that is shown of a server, to be searched. */
function textOf({ tags, ...shown }: InventoryInstance): string {
  return [...Object.values(shown), ...Object.entries(tags).flat()].join(" ").toLowerCase();
}

function keyOf({ region, name, instanceId }: InventoryInstance): string {
  return `${region} ${name.toLowerCase()} ${instanceId}`;
}

/** A server that is gone since ends the list of those before: the list begins anew. */
function indexOf(instances: readonly InventoryInstance[], cursor: string): number {
  const index = instances.findIndex(({ instanceId }) => instanceId === cursor);
  if (index === -1) throw invalidCursor(cursor);
  return index;
}
