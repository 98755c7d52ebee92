const RUNS = 3;

/**
 * Measures what work costs by itself. Tests run beside others, which only ever make a run slower, so
 * that the fastest one counts; what takes too long for its input is slow every time.
 *
 * @param work What to measure; it runs three times.
 * @returns The shortest time in ms.
 */
export function fastestMs(work: () => void): number {
  const runs = Array.from({ length: RUNS }, () => {
    const startedAtMs = performance.now();
    work();
    return performance.now() - startedAtMs;
  });
  return Math.min(...runs);
}
