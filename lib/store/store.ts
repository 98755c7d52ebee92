import { AppError, type Clock, MINUTE_MS, randomId, SECOND_MS } from "@/lib/base/mod.ts";
import { before, LATE } from "./deadline.ts";
import { readinessKey } from "./keys.ts";

const READY_DEADLINE_MS = 2 * SECOND_MS;

/** Whether the store answers, and how fast, or why not (for the log). */
export type Readiness =
  | { readonly ready: true; readonly latencyMs: number }
  | { readonly ready: false; readonly reason: string };

/** An open database. */
export class Store {
  /** The database itself. */
  readonly kv: Deno.Kv;
  readonly #clock: Clock;
  readonly #probeKey = readinessKey(randomId(16));
  #probe: Promise<void> | undefined;

  /**
   * Takes over an open database.
   *
   * @param kv An open database; the store closes it.
   * @param clock Measures latency.
   */
  constructor(kv: Deno.Kv, clock: Clock) {
    this.kv = kv;
    this.#clock = clock;
  }

  /**
   * Writes and reads back one key, within two seconds. While a probe hangs, later ones wait for it
   * instead of adding calls to a database that does not answer.
   *
   * @param signal Ends the wait earlier.
   * @returns Ready with the round trip's latency in ms, or not ready and why.
   */
  async checkReady(signal?: AbortSignal): Promise<Readiness> {
    const startMs = this.#clock.monotonic();
    this.#probe ??= this.#roundTrip().finally(() => this.#probe = undefined);
    try {
      const outcome = await before(this.#probe, { limitMs: READY_DEADLINE_MS, signal });
      const latencyMs = this.#clock.monotonic() - startMs;
      if (outcome === LATE) return { ready: false, reason: "the store did not answer in time" };
      return { ready: true, latencyMs };
    } catch (error) {
      return { ready: false, reason: String(error) };
    }
  }

  /** Closes the database; calls still under way fail. */
  close(): void {
    this.kv.close();
  }

  async #roundTrip(): Promise<void> {
    const written = await this.kv.set(this.#probeKey, true, { expireIn: MINUTE_MS });
    const read = await this.kv.get(this.#probeKey, { consistency: "strong" });
    if (read.versionstamp === written.versionstamp) return;
    throw new AppError("Cannot read back the readiness probe: another version was found", {
      code: "store_unavailable",
      status: 503,
      publicMessage: "The store does not keep what is written to it.",
    });
  }
}
