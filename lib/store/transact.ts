import type { Found } from "./stored_record.ts";
import { failureOf, isLocked, storeBusy } from "./store_failure.ts";

/** Adds writes to a commit. */
export type Write = (atomic: Deno.AtomicOperation) => void;

/** What an update decided. */
export interface Transition<Result> {
  /** What the caller of the transaction gets once everything is committed. */
  readonly result: Result;
  /**
   * Adds the writes to the commit, which already checks every record that was read; left out when
   * there is nothing to change.
   */
  readonly write?: Write | undefined;
}

/** Decides, from the values found, what to write. It runs again after every collision. */
export type Update<Values extends readonly unknown[], Result> = (
  values: Found<Values>,
) => Transition<Result> | Promise<Transition<Result>>;

/** One try: reads, decides and commits; `conflict` when another writer came first. */
export type Attempt<Result> = () => Promise<
  { readonly kind: "committed"; readonly result: Result } | { readonly kind: "conflict" }
>;

/** How to try again. */
export interface RetryPolicy {
  /** Ms left until the deadline. */
  readonly remainingMs: () => number;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Waits. */
  readonly wait: (delayMs: number) => Promise<unknown>;
}

const FIRST_BACKOFF_MS = 4;
const MAX_BACKOFF_MS = 250;

/**
 * Tries until an attempt commits, with full jitter between the attempts (AWS Builders' Library,
 * "Timeouts, retries, and backoff with jitter").
 *
 * @param attempt Reads, decides and commits once.
 * @param policy The deadline, the randomness and the pause.
 * @returns The result of the attempt that committed.
 * @throws {AppError} `store_busy` or `store_unavailable` (503) at the deadline; what the attempt
 * throws, when it is no lock.
 */
export async function retry<Result>(
  attempt: Attempt<Result>,
  { remainingMs, random, wait }: RetryPolicy,
): Promise<Result> {
  for (let attempts = 1, backoffMs = FIRST_BACKOFF_MS;; attempts++) {
    const outcome = await unlessLocked(attempt);
    if (outcome.kind === "committed") return outcome.result;
    const delayMs = random() * backoffMs;
    if (delayMs >= remainingMs()) {
      throw outcome.kind === "locked"
        ? failureOf(outcome.error)
        : storeBusy(`${attempts} attempts met other writers`);
    }
    await wait(delayMs);
    backoffMs = Math.min(2 * backoffMs, MAX_BACKOFF_MS);
  }
}

async function unlessLocked<Result>(attempt: Attempt<Result>) {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof Error) || !isLocked(error.cause)) throw error;
    return { kind: "locked", error: error.cause } as const;
  }
}
