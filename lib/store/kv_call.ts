import { before, LATE } from "./deadline.ts";
import { failureOf, storeUnavailable } from "./store_failure.ts";

/**
 * Makes one KV call with a deadline.
 *
 * @param work The call.
 * @param limitMs How long to wait for it, in ms.
 * @returns What the call gives.
 * @throws {AppError} As `failureOf()` says, with KV's own error as the cause.
 */
export async function kvCall<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const outcome = await before(work, { limitMs: Math.max(0, limitMs) }).catch((error) => {
    throw failureOf(error);
  });
  if (outcome === LATE) throw storeUnavailable("Cannot use the store: no answer in time");
  return outcome;
}
