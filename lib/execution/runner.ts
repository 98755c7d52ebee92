import { z } from "zod";
import { AppError } from "@/lib/base/mod.ts";
import { acquireLease, type Lease, releaseLease } from "@/lib/store/mod.ts";
import { carryOn } from "./carry_on.ts";
import { dueTasks } from "./due_tasks.ts";
import type { Engine } from "./engine.ts";
import { ACTIVE_BATCHES_PREFIX, activeBatchKey, leaseKey } from "./keys.ts";
import { readBatch, readChunks } from "./overview.ts";
import { QuietBatches } from "./quiet_batches.ts";
import { hasEnded } from "./view.ts";

const activeSchema = z.string();

/** Carries batches forward; any number of processes may, and one at a time works on a batch. */
export class Runner {
  readonly #engine: Engine;
  readonly #owner: string;
  readonly #running = new Map<string, Promise<void>>();
  readonly #quiet = new QuietBatches();
  /** Cuts off calls to AWS. */
  #stopping = new AbortController();
  #isDraining = false;
  /** The tick under way; `null` between two. */
  #ticking: Promise<void> | null = null;

  /**
   * Makes a runner; it does nothing by itself.
   *
   * @param engine What it works with.
   * @param owner Random id of the process.
   */
  constructor(engine: Engine, owner: string) {
    this.#engine = engine;
    this.#owner = owner;
  }

  /**
   * Does everything for a batch that is due. Whoever calls while it runs waits for the same work.
   *
   * @param batchId The batch.
   * @throws {AppError} `store_busy` or `store_unavailable` (503), and faults of the batch.
   */
  advance(batchId: string): Promise<void> {
    const running = this.#running.get(batchId);
    if (running) return running;
    const work = this.#advance(batchId).finally(() => this.#running.delete(batchId));
    this.#running.set(batchId, work);
    return work;
  }

  /**
   * Advances all batches that have not ended, each on its own. Errors of one are logged.
   *
   * @throws {AppError} `store_unavailable` (503) when they cannot be listed.
   */
  async advanceAll(): Promise<void> {
    await Promise.all((await this.active()).map((batchId) => this.advanceLogged(batchId)));
  }

  /**
   * Looks at all batches every second, and at once when woken, until it is stopped.
   *
   * @returns What wakes it and what stops it: no further task begins, those under way may end for
   * some seconds, then calls to AWS are cut off; commits under way are completed.
   */
  startTicker(): { wake(): void; stop(): Promise<void> } {
    const { timings: { tickMs, drainMs } } = this.#engine;
    this.#stopping = new AbortController();
    const tick = () => this.#tick();
    const timer = setInterval(tick, tickMs);
    return {
      wake: tick,
      stop: async () => {
        clearInterval(timer);
        this.#isDraining = true;
        const cut = setTimeout(() => this.#stopping.abort(), drainMs);
        await this.#ticking;
        await Promise.allSettled(this.#running.values());
        clearTimeout(cut);
        this.#isDraining = false;
      },
    };
  }

  /** A slow batch does not hold the next tick for the others: only the list is waited for. */
  #tick(): void {
    if (this.#ticking || this.#isDraining) return;
    this.#ticking = this.#beginAll().finally(() => this.#ticking = null);
  }

  async #beginAll(): Promise<void> {
    try {
      for (const batchId of await this.active()) void this.advanceLogged(batchId);
    } catch (error) {
      this.#engine.logger.error("Cannot look for active batches", { error });
    }
  }

  /**
   * Lists the batches that have not ended.
   *
   * @returns Their ids.
   * @throws {AppError} `store_unavailable` (503).
   */
  async active(): Promise<readonly string[]> {
    const range = { prefix: ACTIVE_BATCHES_PREFIX, schema: activeSchema };
    const listed = await Array.fromAsync(this.#engine.store.list(range));
    const active = listed.map(({ value }) => value);
    this.#quiet.retain(active);
    return active;
  }

  /**
   * Does what `advance()` does; errors are logged.
   *
   * @param batchId The batch.
   */
  async advanceLogged(batchId: string): Promise<void> {
    try {
      await this.advance(batchId);
    } catch (error) {
      const isPassing = error instanceof AppError && error.status === 503;
      const level = isPassing || this.#stopping.signal.aborted ? "warn" : "error";
      this.#engine.logger[level]("Cannot carry a batch forward", { batchId, error });
    }
  }

  async #advance(batchId: string): Promise<void> {
    if (!await this.#hasWork(batchId)) return;
    const { store, clock, timings: { leaseMs } } = this.#engine;
    const request = { key: leaseKey(batchId), owner: this.#owner, leaseMs, clock };
    const lease = await acquireLease(store, request);
    if (lease === null) return;
    try {
      await this.#underLease(lease, batchId);
    } finally {
      await releaseLease(store, lease);
    }
  }

  async #hasWork(batchId: string): Promise<boolean> {
    if (this.#isDraining) return false;
    const { store, clock } = this.#engine;
    const batch = await readBatch(store, batchId);
    if (!batch || hasEnded(batch.state)) {
      await store.transact([], () => ({
        result: undefined,
        write: (atomic) => atomic.delete(activeBatchKey(batchId)),
      }));
      return false;
    }
    const nowMs = clock.now();
    if (this.#quiet.has(batch, nowMs)) return false;
    const chunks = await readChunks(store, batchId);
    if (dueTasks({ batch, chunks, busy: new Map(), nowMs }).length > 0) return true;
    this.#quiet.add({ batch, chunks }, nowMs);
    return false;
  }

  /** The fence guards every commit; losing the lease also ends calls to AWS early, and is no error. */
  async #underLease(lease: Lease, batchId: string): Promise<void> {
    const { store, clock, timings: { leaseMs, renewMs }, logger } = this.#engine;
    const lost = new AbortController();
    const request = { key: lease.record.key, owner: this.#owner, leaseMs, clock };
    const renew = async () => {
      try {
        const renewed = await acquireLease(store, request);
        if (renewed?.fence !== lease.fence) lost.abort();
      } catch (error) {
        logger.warn("Cannot renew the lease of a batch", { batchId, error });
      }
    };
    let renewal = Promise.resolve();
    const timer = setInterval(() => renewal = renew(), renewMs);
    try {
      const signal = AbortSignal.any([lost.signal, this.#stopping.signal]);
      await carryOn({ ...this.#engine, batchId, lease, signal }, () => this.#isDraining);
    } catch (error) {
      if (!isOfLostLease(error, lost.signal)) throw error;
      logger.info("The lease of a batch was lost: whoever has it goes on", { batchId });
    } finally {
      clearInterval(timer);
      await renewal;
    }
  }
}

function isOfLostLease(error: unknown, lost: AbortSignal): boolean {
  if (error instanceof AppError) return error.code === "lease_lost";
  return lost.aborted && error === lost.reason;
}
