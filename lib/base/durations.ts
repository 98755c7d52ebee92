/** One second in ms. */
export const SECOND_MS = 1_000;
/** One minute in ms. */
export const MINUTE_MS = 60 * SECOND_MS;
/** One hour in ms. */
export const HOUR_MS = 60 * MINUTE_MS;
/** One day in ms. */
export const DAY_MS = 24 * HOUR_MS;

interface Unit {
  readonly ms: number;
  /** How many of this unit the next larger one holds. */
  readonly wrapsAt: number;
  readonly name: string;
}

const UNITS: readonly Unit[] = [
  { ms: DAY_MS, wrapsAt: Infinity, name: "d" },
  { ms: HOUR_MS, wrapsAt: 24, name: "h" },
  { ms: MINUTE_MS, wrapsAt: 60, name: "min" },
  { ms: SECOND_MS, wrapsAt: 60, name: "s" },
];

/**
 * Writes a duration for people, in its two largest units: `41 s`, `2 min`, `1 h 5 min`, `2 d 3 h`.
 *
 * @param durationMs The duration in ms, 0 or more.
 * @returns The text, cut down to whole units (59.9 s is `59 s`); under a second, `850 ms`.
 */
export function formatDuration(durationMs: number): string {
  const largest = UNITS.findIndex((unit) => durationMs >= unit.ms);
  if (largest === -1) return `${Math.floor(durationMs)} ms`;
  return UNITS.slice(largest, largest + 2)
    .map((unit) => ({ ...unit, count: Math.floor(durationMs / unit.ms) % unit.wrapsAt }))
    .filter((unit) => unit.count > 0)
    .map((unit) => `${unit.count} ${unit.name}`)
    .join(" ");
}
