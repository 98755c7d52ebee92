import { type Clock, systemClock } from "@/lib/base/mod.ts";
import type { Config } from "@/lib/config/mod.ts";
import { createLogger, type Logger } from "@/lib/observability/mod.ts";
import { openStore, type Store } from "@/lib/store/mod.ts";
import { Readiness } from "./readiness.ts";

/** All that handlers work with; made once a process. */
export interface Services {
  /** What the environment says. */
  readonly config: Config;
  /** The time. */
  readonly clock: Clock;
  /** Tells what happens. */
  readonly logger: Logger;
  /** Keeps all state. */
  readonly store: Store;
  /** Whether the process takes work. */
  readonly readiness: Readiness;
}

/**
 * Connects the domains with each other and with the outside.
 *
 * @param config What the environment says.
 * @returns The services; whoever made them closes the store.
 * @throws {AppError} `store_unavailable` when the store cannot be opened.
 */
export async function createServices(config: Config): Promise<Services> {
  const logger = createLogger(config.log);
  const store = await openStore(config.kv);
  const readiness = new Readiness(store, logger);
  return { config, clock: systemClock, logger, store, readiness };
}
