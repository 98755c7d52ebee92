/**
 * Waits for work that others may wait for too, or that may not heed a signal.
 *
 * @param work The work; it goes on by itself.
 * @param signal Ends this caller's wait.
 * @returns What the work gives.
 * @throws The signal's reason when it aborts first, and whatever the work throws.
 */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await work;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
