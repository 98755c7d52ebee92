import { AppError } from "@/lib/base/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { CHANGES_PREFIX } from "./keys.ts";
import { type ChangeHeader, changeHeaderSchema } from "./model.ts";
import { storedValue } from "./stored_value.ts";

/**
 * Reads the headers of all changes, by number.
 *
 * @param store The store.
 * @param after The number after which to begin; the first when not given.
 * @returns The headers, read as they are asked for.
 * @throws {AppError} `store_unavailable` (503) when the database fails, `record_invalid` (500) when a
 * header has not the expected form.
 */
export async function* listHeaders(
  store: Store,
  after?: string,
): AsyncGenerator<ChangeHeader, void> {
  const start = after === undefined ? {} : { start: [...CHANGES_PREFIX, `${after}\0`] };
  const entries = store.kv.list<unknown>({ prefix: CHANGES_PREFIX, ...start });
  for (;;) {
    const entry = await entries.next().catch(unavailable);
    if (entry.done) return;
    yield storedValue(entry.value.value, changeHeaderSchema);
  }
}

function unavailable(cause: unknown): never {
  throw new AppError("Cannot list the changes: the store does not answer", {
    code: "store_unavailable",
    status: 503,
    publicMessage: "The store is not reachable. Try again in a few seconds.",
    headers: { "Retry-After": "5" },
    cause,
  });
}
