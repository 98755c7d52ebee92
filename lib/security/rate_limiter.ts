import { type Clock, SECOND_MS } from "@/lib/base/mod.ts";

/** Whether a request may pass. */
export type RateDecision =
  | { readonly isAllowed: true }
  /** Whole seconds until the next request may pass, for `Retry-After`. */
  | { readonly isAllowed: false; readonly retryAfterSeconds: number };

/** What is allowed. */
export interface RateLimiterOptions {
  /** How many requests in a window. */
  readonly limit: number;
  /** The window in ms; it begins with the first request of a key. */
  readonly windowMs: number;
  /** Measures the windows. */
  readonly clock: Clock;
  /** How many keys are remembered at once; 10,000 when not given. The oldest go first. */
  readonly maxKeys?: number;
}

const MAX_KEYS = 10_000;

/**
 * Counts requests by key: the session when signed in, the address when not. The counts live in the
 * memory of one process. Sharing them would cost every request, reads too, a write to the store;
 * so n processes together allow up to n times the limit.
 */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #maxKeys: number;
  readonly #windows = new Map<string, { readonly endsAtMs: number; count: number }>();

  /**
   * Makes a limiter; nothing is counted yet.
   *
   * @param options The limit, its window, and the clock.
   */
  constructor(options: RateLimiterOptions) {
    this.#options = options;
    this.#maxKeys = options.maxKeys ?? MAX_KEYS;
  }

  /**
   * Counts one request; refused ones count too, but do not prolong the window.
   *
   * @param key Whose request it is.
   * @returns Whether it may pass, and when not, when to come back.
   */
  count(key: string): RateDecision {
    const nowMs = this.#options.clock.monotonic();
    const window = this.#windowOf(key, nowMs);
    window.count++;
    if (window.count <= this.#options.limit) return { isAllowed: true };
    const retryAfterSeconds = Math.ceil((window.endsAtMs - nowMs) / SECOND_MS);
    return { isAllowed: false, retryAfterSeconds };
  }

  #windowOf(key: string, nowMs: number) {
    const current = this.#windows.get(key);
    if (current && current.endsAtMs > nowMs) return current;
    // Delete first: a Map keeps a replaced key in its old place, and the order is the age.
    this.#windows.delete(key);
    this.#forgetOldest(nowMs);
    const window = { endsAtMs: nowMs + this.#options.windowMs, count: 0 };
    this.#windows.set(key, window);
    return window;
  }

  /** All windows are equally long, so the oldest ones end first. */
  #forgetOldest(nowMs: number): void {
    for (const [key, { endsAtMs }] of this.#windows) {
      if (endsAtMs > nowMs && this.#windows.size < this.#maxKeys) return;
      this.#windows.delete(key);
    }
  }
}
