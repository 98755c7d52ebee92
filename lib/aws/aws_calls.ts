import { setTimeout as delay } from "node:timers/promises";
import { type Clock, SECOND_MS } from "@/lib/base/mod.ts";
import { AwsError, type AwsErrorKind } from "./aws_error.ts";
import { CallRate } from "./call_rate.ts";
import { toAwsError } from "./to_aws_error.ts";

/** What is made again: how often in all, and after how many ms at most the first time. */
const REPETITIONS: Readonly<
  Partial<Record<AwsErrorKind, { readonly attempts: number; readonly afterMs: number }>>
> = {
  throttled: { attempts: 5, afterMs: SECOND_MS },
  server: { attempts: 3, afterMs: 50 },
  unreachable: { attempts: 3, afterMs: 50 },
};

/** What calls go by. */
export interface AwsCallsOptions {
  /** Tells the time that passes. */
  readonly clock: Pick<Clock, "monotonic">;
  /** Gives a number from 0 to 1 that spreads repetitions. */
  readonly random: () => number;
}

/** One call of the SDK. */
export interface AwsCall<T> {
  /** Ends the call, and the wait for its turn. */
  readonly signal: AbortSignal | undefined;
  /** Makes the call. */
  readonly run: (options: { readonly abortSignal?: AbortSignal }) => Promise<T>;
  /** `false` for a call that may have done its work though it failed; true when not given. */
  readonly repeats?: boolean;
}

/**
 * The calls to one account and region. Each operation has a rate of its own, which follows what AWS
 * lets pass: the SDK's adaptive mode has one for all, so that a throttled dispatch would slow polls.
 */
export class AwsCalls {
  readonly #options: AwsCallsOptions;
  readonly #rates = new Map<string, CallRate>();

  /**
   * Starts without limits.
   *
   * @param options Time and chance.
   */
  constructor(options: AwsCallsOptions) {
    this.#options = options;
  }

  /**
   * Makes a call in its turn. After a fault or throttling it is made again, after random waits that
   * grow (as in the SDK's standard mode).
   *
   * @param operation The call, for example `ssm:SendCommand`.
   * @param call What makes it.
   * @returns What the call gave.
   * @throws {AwsError} When AWS refuses or cannot be reached.
   * @throws The signal's reason when the caller aborted.
   */
  async make<T>(operation: string, call: AwsCall<T>): Promise<T> {
    const { signal, repeats = true } = call;
    const rate = this.#rates.getOrInsertComputed(
      operation,
      () => new CallRate(this.#options.clock),
    );
    for (let attempt = 1;; attempt++) {
      await wait(rate.nextTurnMs(), signal);
      const answer = await attempted(operation, call);
      const isRefusal = answer.kind === "error" && answer.error.kind === "throttled";
      isRefusal ? rate.refused() : rate.passed();
      if (answer.kind === "value") return answer.value;
      const { error } = answer;
      const repetition = REPETITIONS[error.kind];
      if (!repeats || !repetition || attempt >= repetition.attempts) throw error;
      const mostMs = repetition.afterMs * 2 ** (attempt - 1);
      await wait(this.#options.random() * mostMs, signal);
    }
  }
}

async function attempted<T>(
  operation: string,
  { signal, run }: AwsCall<T>,
): Promise<
  { readonly kind: "value"; readonly value: T } | {
    readonly kind: "error";
    readonly error: AwsError;
  }
> {
  try {
    return { kind: "value", value: await run(signal ? { abortSignal: signal } : {}) };
  } catch (thrown) {
    signal?.throwIfAborted();
    const error = thrown instanceof AwsError ? thrown : toAwsError(thrown, operation);
    return { kind: "error", error };
  }
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (ms === 0) return;
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
