import type { AwsClients } from "@/lib/aws/mod.ts";
import { type Clock, MINUTE_MS, SECOND_MS } from "@/lib/base/mod.ts";
import type { BatchCredentials, Roles } from "@/lib/credentials/mod.ts";
import type { Logger } from "@/lib/observability/mod.ts";
import type { Lease, Store } from "@/lib/store/mod.ts";
import type { Settings } from "./settings.ts";

/** How fast the engine works; tests shorten it. */
export interface EngineTimings {
  /** How long a lease is held without renewal, in ms. */
  readonly leaseMs: number;
  /** How often a lease is renewed while its holder works, in ms. */
  readonly renewMs: number;
  /** How often batches are looked at, in ms. */
  readonly tickMs: number;
  /** The pauses between polls of a command, in ms; the last one repeats. */
  readonly pollMs: readonly number[];
  /** How long a command that may have been sent is looked for before it is sent again, in ms. */
  readonly adoptMs: number;
  /** How long after both time limits AWS may still tell the end of an invocation, in ms. */
  readonly slackMs: number;
  /** How long work under way may go on after a stop, in ms. */
  readonly drainMs: number;
}

/** The timings of production. */
export const DEFAULT_TIMINGS: EngineTimings = {
  leaseMs: 10 * SECOND_MS,
  renewMs: 3 * SECOND_MS,
  tickMs: SECOND_MS,
  // A fifth longer each time: no end is seen later than after a quarter of the time it took.
  pollMs: [2, 2.5, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30].map((seconds) => seconds * SECOND_MS),
  adoptMs: 30 * SECOND_MS,
  slackMs: 5 * MINUTE_MS,
  drainMs: 3 * SECOND_MS,
};

/** What carries batches forward. */
export interface Engine {
  readonly store: Store;
  readonly aws: Pick<AwsClients, "ssm" | "sts">;
  readonly roles: Pick<Roles, "inAccount" | "forget">;
  readonly batchCredentials: Pick<BatchCredentials, "get" | "erasure">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the server adds to scripts, by environment variable. */
  readonly settings: Settings;
  /** Says in a line what a script's standard output means, by script id; empty: the last line. */
  readonly summaries: Readonly<Record<string, (stdout: string) => string>>;
  readonly timings: EngineTimings;
  /** Gives a number from 0 to 1 that spreads retries. */
  readonly random: () => number;
}

/** One batch under a lease. */
export interface Run extends Engine {
  readonly batchId: string;
  readonly lease: Lease;
  /** Ends calls to AWS: the lease is lost, or the process stops. */
  readonly signal: AbortSignal;
}

/**
 * Says when to look again.
 *
 * @param engine The clock and the pauses.
 * @param attempts How often one has looked since something changed.
 * @returns The time, in ms since 1970.
 */
export function nextDueMs(
  { clock, timings: { pollMs } }: Pick<Engine, "clock" | "timings">,
  attempts: number,
): number {
  return clock.now() + (pollMs[Math.min(attempts, pollMs.length - 1)] ?? 0);
}

/**
 * Says when to try again after AWS limited the rate: twice as long each time, with jitter, so that chunks do not come back
 * all at once (AWS Builders' Library, "Timeouts, retries, and backoff with jitter").
 *
 * @param engine The clock, the pauses and the source of chance.
 * @param attempts How often it was tried.
 * @returns The time, in ms since 1970.
 */
export function backoffDueMs(
  engine: Pick<Engine, "clock" | "timings" | "random">,
  attempts: number,
): number {
  const { clock, random, timings: { pollMs } } = engine;
  const mostMs = Math.min((pollMs[0] ?? 0) * 2 ** attempts, pollMs.at(-1) ?? 0);
  return clock.now() + (0.5 + random() / 2) * mostMs;
}
