/** Both times a program needs; passed in, so that tests can move them. */
export interface Clock {
  /** Wall time in ms since 1970 UTC: for timestamps and expiry. It may jump. */
  now(): number;
  /** Ms since an arbitrary start, never going back: for durations and deadlines. */
  monotonic(): number;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
