import type { Logger } from "@/lib/observability/mod.ts";
import type { Store } from "@/lib/store/mod.ts";

/** Why the process should get no requests now; the text is for anybody. */
export interface NotReady {
  /** What to tell the client. */
  readonly publicMessage: string;
}

/** Whether the process takes work. Probes ask often, so the log hears of changes alone. */
export class Readiness {
  readonly #store: Store;
  readonly #logger: Logger;
  #draining = false;
  #lastReason: string | null = null;

  /**
   * Starts as ready.
   *
   * @param store Has to take a write and give it back.
   * @param logger Hears when readiness changes, and why.
   */
  constructor(store: Store, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** Announces the end: load balancers stop sending, the listener stays open a little longer. */
  drain(): void {
    this.#draining = true;
  }

  /**
   * Asks the store, unless the process is about to stop.
   *
   * @returns Null when ready.
   */
  async check(): Promise<NotReady | null> {
    if (this.#draining) return { publicMessage: "The server is stopping." };
    const result = await this.#store.checkReady();
    const reason = result.ready ? null : result.reason;
    if (reason !== this.#lastReason) this.#report(reason);
    return reason === null ? null : { publicMessage: "The store is not reachable." };
  }

  #report(reason: string | null): void {
    this.#lastReason = reason;
    if (reason === null) this.#logger.info("ready again");
    else this.#logger.warn("not ready", { reason });
  }
}
