import { invalidCursor } from "@/lib/store/mod.ts";

/** One page of a list that is at hand as a whole. */
export interface ListPage<T> {
  /** The page. */
  readonly items: readonly T[];
  /** The id of its last item, where more follow. */
  readonly nextCursor: string | null;
}

/**
 * Cuts a page out of a list.
 *
 * @param all The whole list, in its order.
 * @param page `idOf` names an item, `cursor` is the last one of the page before, `limit` says how many
 * follow.
 * @returns The page.
 * @throws {AppError} `invalid_cursor` (422) also for an item that is gone since: the list begins anew.
 */
export function pageAfter<T>(
  all: readonly T[],
  { idOf, cursor, limit }: {
    readonly idOf: (item: T) => string;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): ListPage<T> {
  const before = cursor === undefined ? -1 : all.findIndex((item) => idOf(item) === cursor);
  if (cursor !== undefined && before === -1) throw invalidCursor(cursor);
  const rest = all.slice(before + 1);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && rest.length > limit ? idOf(last) : null };
}
