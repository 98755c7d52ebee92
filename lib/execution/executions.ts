import { type Partition, randomId } from "@/lib/base/mod.ts";
import type { Session } from "@/lib/credentials/mod.ts";
import { batchView, isoTimeOrNull } from "./batch_view.ts";
import { credentialsEndOf } from "./credentials_end.ts";
import { DEFAULT_TIMINGS, type Engine } from "./engine.ts";
import { ExecutionAudit } from "./execution_audit.ts";
import type { ExecutionsOptions } from "./executions_options.ts";
import type { Batch } from "./model.ts";
import { type Overview, readBatch, readOverview } from "./overview.ts";
import type { PlanResult } from "./plan_view.ts";
import {
  type BatchQuery,
  latestBatch,
  listBatches,
  listTargets,
  type TargetPage,
  type TargetQuery,
} from "./queries.ts";
import type { CancelRequest, RetryRequest, StartRequest } from "./requests.ts";
import { Runner } from "./runner.ts";
import { Starter, type StartResult } from "./starter.ts";
import { Steering } from "./steering.ts";
import { type FoundTarget, TargetDetails } from "./target_details.ts";
import {
  type BatchSummary,
  type BatchView,
  hasEnded,
  type Paged,
  type TargetDetail,
} from "./view.ts";

/** After so many ticks without a change nobody seems to carry a batch on. */
const STALE_TICKS = 3;

/** Batches of scripts on many servers: started, followed, cancelled, run again. */
export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #engine: Engine;
  readonly #runner: Runner;
  readonly #starter: Starter;
  readonly #steering: Steering;
  readonly #details: TargetDetails;
  #ticker: ReturnType<Runner["startTicker"]> | null = null;

  /**
   * Makes the service; nothing runs before `advance()` or `startTicker()`.
   *
   * @param options What it works with.
   */
  constructor(options: ExecutionsOptions) {
    const { owner = randomId(16), timings, random = Math.random, summaries = {}, ...rest } =
      options;
    const audit = new ExecutionAudit(options);
    this.#options = options;
    this.#engine = { ...rest, random, summaries, timings: { ...DEFAULT_TIMINGS, ...timings } };
    this.#runner = new Runner(this.#engine, owner);
    this.#starter = new Starter(options, audit);
    this.#steering = new Steering(options, audit);
    this.#details = new TargetDetails(options.store);
  }

  /**
   * Starts a batch. Nothing is sent before everything is checked; the ticker sends it.
   *
   * @param session Who starts it.
   * @param input What to run where. The same idempotency key gives the same batch for 24 hours.
   * @returns The batch, or why nothing was started.
   * @throws {AppError} `store_busy` or `store_unavailable` (503): it may have been started, and the
   * same key finds it; `signed_out` (401).
   */
  start(session: Session, input: StartRequest): Promise<StartResult> {
    return this.#awake(this.#starter.start(session, input));
  }

  /**
   * Tells whether a request with this key has started a batch already; repeating it starts no other.
   *
   * @param session Who asks.
   * @param idempotencyKey The key.
   * @returns `true` for 24 hours after the batch was started.
   * @throws {AppError} `store_unavailable` (503).
   */
  isKeyUsed(session: Session, idempotencyKey: string): Promise<boolean> {
    return this.#starter.isKeyUsed(session, idempotencyKey);
  }

  /**
   * Plans a batch without starting it.
   *
   * @param session Who asks.
   * @param input What to run where.
   * @returns The commands and the script, what the server would add masked; or the refusal that
   * `start()` would give.
   * @throws {AppError} `store_busy` or `store_unavailable` (503).
   */
  plan(session: Session, input: StartRequest): Promise<PlanResult> {
    return this.#starter.plan(session, input);
  }

  /**
   * Reads a batch.
   *
   * @param batchId The batch.
   * @returns The batch with its commands, or `null` when there is none.
   * @throws {AppError} `store_unavailable` (503).
   */
  async find(batchId: string): Promise<BatchView | null> {
    return await this.#view(await readOverview(this.#options.store, batchId));
  }

  /**
   * Reads a batch's version, by a single read of the store.
   *
   * @param batchId The batch.
   * @returns Its version, and when AWS was last asked, ISO 8601 in UTC; `null` when there is none.
   * @throws {AppError} `store_unavailable` (503).
   */
  async version(
    batchId: string,
  ): Promise<{ readonly version: number; readonly checkedAt: string | null } | null> {
    const batch = await readBatch(this.#options.store, batchId);
    if (batch) this.#carryOnIfStale(batch);
    return batch && { version: batch.version, checkedAt: isoTimeOrNull(batch.checkedAtMs) };
  }

  /**
   * Lists batches, newest first.
   *
   * @param query Which ones.
   * @returns One page.
   * @throws {AppError} `invalid_cursor` (422), `store_unavailable` (503).
   */
  list(query: BatchQuery): Promise<Paged<BatchSummary>> {
    return listBatches(this.#options.store, query);
  }

  /**
   * Lists the targets of a batch.
   *
   * @param batchId The batch.
   * @param query Which ones.
   * @returns One page, and how many there are on all; `null` when there is no such batch.
   * @throws {AppError} `invalid_cursor` (422), `store_unavailable` (503).
   */
  targets(batchId: string, query: TargetQuery): Promise<TargetPage | null> {
    return listTargets(this.#options.store, { batchId, ...query });
  }

  /**
   * Reads a target with its output.
   *
   * @param batchId The batch.
   * @param instanceId The server.
   * @returns The target, or which of both is unknown.
   * @throws {AppError} `store_unavailable` (503).
   */
  target(batchId: string, instanceId: string): Promise<FoundTarget> {
    return this.#details.find(batchId, instanceId);
  }

  /**
   * Reads all targets of a batch with their outputs in one pass, a command at a time: for
   * reports, which would else ask the store several times a target.
   *
   * @param batchId The batch.
   * @returns The targets in the order of the commands; none when there is no such batch.
   * @throws {AppError} `store_unavailable` (503).
   */
  eachTarget(batchId: string): AsyncGenerator<TargetDetail, void> {
    return this.#details.each(batchId);
  }

  /**
   * Cancels targets: what was not sent ends at once; for the rest SSM is asked, and they change when
   * it says how they ended.
   *
   * @param session Who cancels; signed in as the account that the batch runs with.
   * @param batchId The batch.
   * @param input Which targets; all when none are named.
   * @returns The batch, or why nothing was cancelled.
   * @throws {AppError} `store_busy` or `store_unavailable` (503); asking again is safe.
   */
  cancel(session: Session, batchId: string, input: CancelRequest = {}): Promise<StartResult> {
    return this.#awake(this.#steering.cancel(session, batchId, input));
  }

  /**
   * Runs a batch again where it did not succeed, as a new batch. Targets where the script may have
   * run count only on request. One that another retry of the batch has is refused, whoever asks for
   * it at the same time: it may be retried from there once it has ended.
   *
   * @param session Who retries; signed in as the account that the batch ran with.
   * @param batchId The batch.
   * @param input Which targets; all that fit when none are named. Those that have left the change
   * are skipped in the new batch.
   * @returns The new batch, or why there is none.
   * @throws {AppError} As `start()`.
   */
  retry(session: Session, batchId: string, input: RetryRequest = {}): Promise<StartResult> {
    return this.#awake(this.#starter.retry(session, batchId, input));
  }

  /**
   * Lends a batch the session's credentials, so that it goes on where it waits.
   *
   * @param session Who resumes; signed in as the account that the batch was started with.
   * @param batchId The batch.
   * @returns The batch, or why it does not go on.
   * @throws {AppError} `store_busy` or `store_unavailable` (503), `signed_out` (401).
   */
  resume(session: Session, batchId: string): Promise<StartResult> {
    return this.#awake(this.#steering.resume(session, batchId));
  }

  /**
   * Lends what somebody has just signed in with to the batches that wait or run on what the same
   * identity lent before: the same account and ARN in the partition. What another operator has lent
   * stays, even of the same account: who takes over a batch says so by `resume()`.
   *
   * @param session Who has signed in.
   * @param partition Where.
   * @throws {AppError} `store_busy` or `store_unavailable` (503), `signed_out` (401); asking again is
   * safe, and so is `resume()`.
   */
  async lendAfterSignIn(session: Session, partition: Partition): Promise<void> {
    await this.#steering.renew(session, { partition, batchIds: await this.#runner.active() });
    this.#ticker?.wake();
  }

  /**
   * Finds the newest batch of a script for a change.
   *
   * @param change The change's number.
   * @param scriptId The script.
   * @returns The batch, or `null` when there is none.
   * @throws {AppError} `store_unavailable` (503).
   */
  async latest(change: string, scriptId: string): Promise<BatchView | null> {
    return await this.#view(await latestBatch(this.#options.store, { change, script: scriptId }));
  }

  /**
   * Does everything for a batch that is due. Anybody may call it, any time.
   *
   * @param batchId The batch.
   * @throws {AppError} `store_busy` or `store_unavailable` (503), and faults of the batch.
   */
  advance(batchId: string): Promise<void> {
    return this.#runner.advance(batchId);
  }

  /**
   * Advances all batches that have not ended; errors of one are logged.
   *
   * @throws {AppError} `store_unavailable` (503) when they cannot be listed.
   */
  advanceAll(): Promise<void> {
    return this.#runner.advanceAll();
  }

  /**
   * Advances all batches every second, and at once when one is started.
   *
   * @returns What stops it: the work under way is completed or cut off, and leases are released.
   */
  startTicker(): { stop(): Promise<void> } {
    const ticker = this.#runner.startTicker();
    this.#ticker = ticker;
    return {
      stop: () => {
        this.#ticker = null;
        return ticker.stop();
      },
    };
  }

  /** What was started or changed goes on at once. */
  async #awake(work: Promise<StartResult>): Promise<StartResult> {
    const result = await work;
    if (result.kind === "started") this.#ticker?.wake();
    return result;
  }

  /** Where nothing ticks, as on Deno Deploy, whoever looks carries a batch on and does not wait. */
  #carryOnIfStale({ batchId, state, updatedAtMs, checkedAtMs }: Batch): void {
    const { clock, timings: { tickMs } } = this.#engine;
    const quietMs = clock.now() - Math.max(updatedAtMs, checkedAtMs ?? 0);
    if (this.#ticker || hasEnded(state) || quietMs <= STALE_TICKS * tickMs) return;
    void this.#runner.advanceLogged(batchId);
  }

  async #view(overview: Overview | null): Promise<BatchView | null> {
    if (!overview) return null;
    this.#carryOnIfStale(overview.batch);
    return batchView(overview, await credentialsEndOf(overview.batch, this.#options));
  }
}
