import type { StoredRecord } from "./stored_record.ts";
import type { Update } from "./transact.ts";

/** How a finished update is remembered. */
export interface OnceOptions {
  /** How long at least, in ms. */
  readonly keepMs: number;
}

/**
 * Makes an update safe to ask for twice: its result is written in the same commit, and found there
 * when somebody asks again, for example after a 503 behind which the first commit had landed. An
 * update that writes nothing is not remembered.
 *
 * @param marker Where the result is kept; it must stand first among the transaction's records.
 * @param update The update of the other records.
 * @param options How long to remember it.
 * @returns The update for `Store.transact()`.
 *
 * @example
 * const done = { key: ["idempotency", actor, key], schema: z.string() };
 * await store.transact([done, batch], once(done, create, { keepMs: DAY_MS }));
 */
export function once<Values extends readonly unknown[], Result>(
  marker: StoredRecord<Result>,
  update: Update<Values, Result>,
  { keepMs }: OnceOptions,
): Update<readonly [Result, ...Values], Result> {
  return async ([done, ...values]) => {
    if (done !== null) return { result: done };
    const { result, write } = await update(values);
    if (!write) return { result };
    return {
      result,
      write: (atomic) => {
        write(atomic);
        atomic.set(marker.key, result, { expireIn: keepMs });
      },
    };
  };
}
