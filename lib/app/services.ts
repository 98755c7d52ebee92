import { type Clock, systemClock } from "@/lib/base/mod.ts";
import type { Config } from "@/lib/config/mod.ts";
import { createLogger, type Logger } from "@/lib/observability/mod.ts";
import { openStore, type Store } from "@/lib/store/mod.ts";
import { Lifecycle } from "./lifecycle.ts";

/** All that handlers work with; made once a process. */
export interface Services {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: Store;
  readonly lifecycle: Lifecycle;
}

/**
 * Connects the domains with each other and with the outside.
 *
 * @throws {AppError} `store_unavailable` when the store cannot be opened
 */
export async function createServices(config: Config): Promise<Services> {
  return {
    config,
    clock: systemClock,
    logger: createLogger(config.log),
    store: await openStore(config.kv),
    lifecycle: new Lifecycle(),
  };
}
