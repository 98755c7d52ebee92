/** So that a request with one call to the store answers within 2 s whatever happens. */
export const CALL_DEADLINE_MS = 1_500;

/** What `before()` gives when the deadline came first. */
export const LATE: unique symbol = Symbol("late");

/** When to stop waiting. */
export interface Deadline {
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for a KV call no longer than a deadline. KV has no deadlines of its own: on a locked file a
 * call fails at once, after 5 s, or waits. The call itself goes on and may still take effect.
 *
 * @param work The call; its later rejection is not reported any more.
 * @param deadline The time limit in ms, and a signal that ends the wait earlier.
 * @returns The call's value, or `LATE`.
 */
export async function before<T>(
  work: Promise<T>,
  { limitMs, signal }: Deadline,
): Promise<T | typeof LATE> {
  const late = Promise.withResolvers<typeof LATE>();
  const end = () => late.resolve(LATE);
  const timer = setTimeout(end, signal?.aborted ? 0 : limitMs);
  signal?.addEventListener("abort", end);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}
