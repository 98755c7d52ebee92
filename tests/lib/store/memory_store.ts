import { type Clock, systemClock } from "@/lib/base/mod.ts";
import { Store, type StoreOptions } from "@/lib/store/mod.ts";

/** A clock that moves only when a test moves it. */
export class ManualClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 23);

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  advance(durationMs: number): void {
    this.#nowMs += durationMs;
  }
}

/** Runs a test with a store of its own, in memory. */
export async function withStore(
  test: (store: Store) => Promise<void>,
  { clock = systemClock, ...options }: StoreOptions & { readonly clock?: Clock } = {},
): Promise<void> {
  const store = new Store(await Deno.openKv(":memory:"), clock, options);
  try {
    await test(store);
  } finally {
    store.close();
  }
}
