import type { AuditLog } from "@/lib/audit/mod.ts";
import { type Partition, randomId } from "@/lib/base/mod.ts";
import type { ChangeRepository } from "@/lib/changes/mod.ts";
import type { BatchCredentials, Credentials, Session } from "@/lib/credentials/mod.ts";
import type { ScriptCatalog } from "@/lib/scripts/mod.ts";
import { type Access, access, actorOf, actorsOf } from "./access.ts";
import { batchView, commandsOf, isoTimeOrNull } from "./batch_view.ts";
import { credentialsEndOf } from "./credentials_end.ts";
import {
  createBatch,
  type Creating,
  type Creation,
  findCreation,
  type RequestKey,
} from "./create_batch.ts";
import { DEFAULT_TIMINGS, type Engine, type EngineTimings } from "./engine.ts";
import { cancelTargets, lendTo, namedTargets, openPartitions } from "./manage.ts";
import type { Batch } from "./model.ts";
import { type Overview, readBatch, readChunks, readOverview } from "./overview.ts";
import { type PlanResult, planView } from "./plan_view.ts";
import { parseRequest, prepare, type Prepared, requestHash } from "./prepare.ts";
import {
  type BatchQuery,
  latestBatch,
  listBatches,
  listTargets,
  type TargetPage,
  type TargetQuery,
} from "./queries.ts";
import {
  type CancelRequest,
  cancelRequestSchema,
  type ParsedStartRequest,
  type RetryRequest,
  retryRequestSchema,
  type StartRequest,
  startRequestSchema,
} from "./requests.ts";
import { chooseRetry } from "./retry.ts";
import { Runner } from "./runner.ts";
import { type FoundTarget, TargetDetails } from "./target_details.ts";
import {
  type BatchSummary,
  type BatchView,
  type ExecutionRefusal,
  hasEnded,
  type Paged,
  type StartedView,
  type TargetDetail,
} from "./view.ts";

/** What executions work with. */
export interface ExecutionsOptions
  extends Pick<Engine, "store" | "aws" | "roles" | "clock" | "logger" | "settings"> {
  /** What sessions hold. */
  readonly credentials: Pick<Credentials, "held">;
  /** What batches were lent. */
  readonly batchCredentials: Pick<BatchCredentials, "lend" | "get" | "erasure">;
  /** The changes that batches are bound to. */
  readonly changes: Pick<ChangeRepository, "find">;
  /** What may be run. */
  readonly scripts: ScriptCatalog;
  /** Who did what. */
  readonly audit: Pick<AuditLog, "append">;
  /** Random id of the process; made up when absent. */
  readonly owner?: string;
  /** What successes of a script say, made of its standard output; its last line when not given. */
  readonly summaries?: Engine["summaries"];
  /** What is not as in production. */
  readonly timings?: Partial<EngineTimings>;
  /** Gives a number from 0 to 1 that spreads retries; `Math.random` when absent. */
  readonly random?: () => number;
}

/** A batch that was started or changed, or why nothing was. */
export type StartResult = ({ readonly kind: "started" } & StartedView) | ExecutionRefusal;

/** After so many ticks without a change nobody seems to carry a batch on. */
const STALE_TICKS = 3;

/** Batches of scripts on many servers: started, followed, cancelled, run again. */
export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #runner: Runner;
  readonly #engine: Engine;
  readonly #details: TargetDetails;
  #wake: () => void = () => undefined;
  #hasTicker = false;

  /**
   * Makes the service; nothing runs before `advance()` or `startTicker()`.
   *
   * @param options What it works with.
   */
  constructor(options: ExecutionsOptions) {
    const { owner = randomId(16), timings, random = Math.random, summaries = {}, ...rest } =
      options;
    this.#options = options;
    this.#engine = { ...rest, random, summaries, timings: { ...DEFAULT_TIMINGS, ...timings } };
    this.#runner = new Runner(this.#engine, owner);
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
  async start(session: Session, input: StartRequest): Promise<StartResult> {
    const { idempotencyKey, ...body } = input;
    const parsed = parseRequest(startRequestSchema, body);
    if (parsed.kind !== "parsed") return await this.#refused(session, parsed, body.scriptId);
    const { request } = parsed;
    const requestKey = requestKeyOf(idempotencyKey, request);
    return await this.#create(session, { request, requestKey, retryOf: null });
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
  async plan(session: Session, input: StartRequest): Promise<PlanResult> {
    const { idempotencyKey: _, ...body } = input;
    const parsed = parseRequest(startRequestSchema, body);
    if (parsed.kind !== "parsed") return parsed;
    const prepared = await prepare(parsed.request, this.#options);
    if (prepared.kind !== "prepared") return prepared;
    const held = await this.#access(session, prepared);
    return held.kind === "held" ? planView(prepared, this.#options.clock.now()) : held;
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
   * @throws {AppError} `store_unavailable` (503).
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
   * @throws {AppError} `store_unavailable` (503).
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
  async cancel(session: Session, batchId: string, input: CancelRequest = {}): Promise<StartResult> {
    const parsed = parseRequest(cancelRequestSchema, input);
    if (parsed.kind !== "parsed") return await this.#refused(session, parsed, batchId);
    const { request } = parsed;
    const running = await this.#running(session, batchId);
    if (running.kind !== "running") return running;
    const { store } = this.#options;
    const named = await namedTargets(store, batchId, request.instanceIds);
    if (named.kind === "invalid") return await this.#refused(session, named, batchId);
    const instanceIds = request.instanceIds ?? null;
    const lending = { session, access: running.access, cancelsAll: instanceIds === null };
    await lendTo(this.#options, batchId, lending);
    await cancelTargets(this.#options, batchId, instanceIds);
    return await this.#changed(session, running.batch, {
      action: "execution_cancelled",
      named: instanceIds?.length ?? 0,
    });
  }

  /**
   * Runs a batch again where it did not succeed, as a new batch. Targets where the script may have
   * run count only on request.
   *
   * @param session Who retries; signed in as the account that the batch ran with.
   * @param batchId The batch.
   * @param input Which targets; all that fit when none are named.
   * @returns The new batch, or why there is none.
   * @throws {AppError} As `start()`.
   */
  async retry(session: Session, batchId: string, input: RetryRequest = {}): Promise<StartResult> {
    const { idempotencyKey, ...body } = input;
    const parsed = parseRequest(retryRequestSchema, body);
    if (parsed.kind !== "parsed") return await this.#refused(session, parsed, batchId);
    const { store } = this.#options;
    const batch = await readBatch(store, batchId);
    if (!batch) return { kind: "unknown_batch", batchId };
    const content = { retryOf: batchId, ...parsed.request };
    const requestKey = requestKeyOf(idempotencyKey, content);
    const chosen = await chooseRetry(store, { batch, ...parsed.request });
    if (chosen.kind !== "chosen") return await this.#refused(session, chosen, batchId);
    const { request } = chosen;
    const { accounts } = batch;
    return await this.#create(session, { request, requestKey, retryOf: batchId, accounts });
  }

  /**
   * Lends a batch the session's credentials, so that it goes on where it waits.
   *
   * @param session Who resumes; signed in as the account that the batch was started with.
   * @param batchId The batch.
   * @returns The batch, or why it does not go on.
   * @throws {AppError} `store_busy` or `store_unavailable` (503), `signed_out` (401).
   */
  async resume(session: Session, batchId: string): Promise<StartResult> {
    const running = await this.#running(session, batchId);
    if (running.kind !== "running") return running;
    const { batch, access } = running;
    await lendTo(this.#options, batchId, { session, access });
    return await this.#changed(session, batch, { action: "execution_resumed" });
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
    const own = await this.#options.credentials.held(session, partition);
    if (!own) return;
    const renewal = {
      ...{ session, isRenewal: true },
      access: { kind: "held" as const, held: new Map([[partition, own]]) },
    };
    for (const batchId of await this.#runner.active()) {
      await lendTo(this.#options, batchId, renewal);
    }
    this.#wake();
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
    this.#hasTicker = true;
    this.#wake = () => ticker.wake();
    return {
      stop: () => {
        this.#hasTicker = false;
        this.#wake = () => undefined;
        return ticker.stop();
      },
    };
  }

  /** Where nothing ticks, as on Deno Deploy, whoever looks carries a batch on and does not wait. */
  #carryOnIfStale({ batchId, state, updatedAtMs, checkedAtMs }: Batch): void {
    const { clock, timings: { tickMs } } = this.#engine;
    const quietMs = clock.now() - Math.max(updatedAtMs, checkedAtMs ?? 0);
    if (this.#hasTicker || hasEnded(state) || quietMs <= STALE_TICKS * tickMs) return;
    void this.#runner.advanceLogged(batchId);
  }

  async #view(overview: Overview | null): Promise<BatchView | null> {
    if (!overview) return null;
    this.#carryOnIfStale(overview.batch);
    return batchView(overview, await credentialsEndOf(overview.batch, this.#options));
  }

  async #create(
    session: Session,
    { request, requestKey: sessionKey, retryOf, accounts = {} }: {
      readonly request: ParsedStartRequest;
      readonly requestKey: SessionKey | null;
      readonly retryOf: string | null;
      readonly accounts?: Batch["accounts"];
    },
  ): Promise<StartResult> {
    const earlier = sessionKey && await this.#earlier(session, sessionKey);
    if (earlier) return earlier.kind === "started" ? startedResult(earlier.started) : earlier;
    const prepared = await prepare(request, this.#options);
    if (prepared.kind !== "prepared") {
      return await this.#refused(session, prepared, request.change ?? request.scriptId);
    }
    const held = await this.#access(session, prepared, accounts);
    if (held.kind !== "held") return await this.#refused(session, held, request.scriptId);
    const actor = actorOf(session, [...held.held.keys()]);
    const requestKey = sessionKey && { ...sessionKey, actor };
    const creating = { prepared, session, access: held, actor, requestKey, retryOf };
    const creation = await createBatch(this.#options, creating);
    if (creation.kind !== "started") return creation;
    this.#wake();
    if (creation.isNew) await this.#auditStart(creating, creation.started);
    return startedResult(creation.started);
  }

  /** The batch tells whose key it is; a session may have signed in elsewhere since. */
  async #earlier(session: Session, sessionKey: SessionKey): Promise<Creation | null> {
    const { store, clock } = this.#options;
    for (const actor of actorsOf(session)) {
      const earlier = await findCreation(store, { ...sessionKey, actor }, clock.now());
      if (earlier) return earlier;
    }
    return null;
  }

  /** Credentials are needed where something is to be sent. */
  #access(
    session: Session,
    { targets, script }: Prepared,
    accounts: Batch["accounts"] = {},
  ): Promise<Access | ExecutionRefusal> {
    const sent = targets.filter(({ platform }) => platform === script.platform);
    const partitions = [...new Set(sent.map(({ partition }) => partition))].sort();
    return access(session, { credentials: this.#options.credentials, partitions, accounts });
  }

  async #running(session: Session, batchId: string) {
    const { store, credentials } = this.#options;
    const batch = await readBatch(store, batchId);
    if (!batch) return { kind: "unknown_batch", batchId } as const;
    if (hasEnded(batch.state)) {
      return { kind: "nothing_to_do", reason: "The batch has ended." } as const;
    }
    const partitions = openPartitions(batch);
    const { accounts } = batch;
    const held = await access(session, { credentials, partitions, accounts });
    if (held.kind !== "held") return await this.#refused(session, held, batchId);
    return { kind: "running", batch, access: held } as const;
  }

  async #changed(
    session: Session,
    batch: Batch,
    { action, ...details }: { readonly action: string; readonly named?: number },
  ): Promise<StartResult> {
    const { batchId, counts } = batch;
    this.#wake();
    const actor = actorOf(session, openPartitions(batch));
    await this.#audit({ actor, action, details: { batchId, ...details } });
    const chunks = commandsOf(batch, await readChunks(this.#options.store, batchId)).length;
    return startedResult({ batchId, targets: counts.total, chunks });
  }

  #auditStart({ prepared, actor, retryOf }: Creating, started: StartedView): Promise<void> {
    const { script, request: { change } } = prepared;
    return this.#audit({
      actor,
      action: retryOf === null ? "execution_started" : "execution_retried",
      details: {
        ...started,
        scriptId: script.id,
        scriptVersion: script.version,
        ...(change !== undefined && { change }),
        ...(retryOf !== null && { retryOf }),
      },
    });
  }

  /** What somebody must not do, or did wrong, is kept too. */
  async #refused<Refusal extends ExecutionRefusal>(
    session: Session,
    refusal: Refusal,
    subject: string,
  ): Promise<Refusal> {
    if (refusal.kind !== "invalid" && refusal.kind !== "other_account") return refusal;
    const reason = refusal.kind === "invalid"
      ? refusal.errors[0]?.message ?? ""
      : `Another account than ${refusal.account} is signed in`;
    const details = { subject: String(subject).slice(0, 100), kind: refusal.kind, reason };
    await this.#audit({ actor: actorOf(session), action: "execution_refused", details });
    return refusal;
  }

  /** The batch runs whether or not this is written, so that a failure must not look like a refusal. */
  async #audit(event: Parameters<AuditLog["append"]>[0]): Promise<void> {
    try {
      await this.#options.audit.append(event);
    } catch (error) {
      this.#options.logger.error("Cannot write the audit record of an execution", {
        action: event.action,
        details: event.details,
        error,
      });
    }
  }
}

/** A request that may come twice, before it is known whose batch it makes. */
type SessionKey = Omit<RequestKey, "actor">;

function startedResult(started: StartedView): StartResult {
  return { kind: "started", ...started };
}

function requestKeyOf(key: string | undefined, content: unknown): SessionKey | null {
  return key === undefined ? null : { key, hash: requestHash(content) };
}
