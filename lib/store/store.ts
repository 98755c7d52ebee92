import { setTimeout as delay } from "node:timers/promises";
import { AppError, type Clock, MINUTE_MS, randomId, SECOND_MS } from "@/lib/base/mod.ts";
import { before, CALL_DEADLINE_MS, LATE } from "./deadline.ts";
import { KeyQueue } from "./key_queue.ts";
import { readinessKey } from "./keys.ts";
import { kvCall } from "./kv_call.ts";
import { type Listed, listEntries, type ListRange } from "./list_entries.ts";
import { foundValues, readEntries } from "./read_entries.ts";
import { recordTooLarge, storeBusy } from "./store_failure.ts";
import type { Found, StoredRecord, StoredRecords } from "./stored_record.ts";
import { type Attempt, retry, type Update } from "./transact.ts";

const READY_DEADLINE_MS = 2 * SECOND_MS;

/** How long a call may take. */
export interface CallOptions {
  /** Until the call is given up, in ms; 1.5 s when not given. */
  readonly deadlineMs?: number;
}

/** How many records one commit of the embedded database checks (Deno KV, "Limits"). */
const MAX_CHECKS = 100;

/** What the opener knows of the database, and what tests replace. */
export interface StoreOptions {
  /** How many records one commit may check; 100 when not given. */
  readonly maxChecks?: number | undefined;
  /** Rejects when the database's file is no longer in its place. */
  readonly assertInPlace?: (() => Promise<void>) | undefined;
  /** Gives a number from 0 to 1 that spreads retries; `Math.random` when not given. */
  readonly random?: () => number;
  /** Waits between retries; a timer when not given. */
  readonly wait?: (delayMs: number) => Promise<unknown>;
}

/** Whether the store answers, and how fast, or why not (for the log). */
export type Readiness =
  | { readonly ready: true; readonly latencyMs: number }
  | { readonly ready: false; readonly reason: string };

/** An open database. */
export class Store {
  /** The database itself. */
  readonly kv: Deno.Kv;
  /** How many records one commit may check. */
  readonly maxChecks: number;
  readonly #clock: Clock;
  readonly #queue = new KeyQueue();
  readonly #random: () => number;
  readonly #wait: (delayMs: number) => Promise<unknown>;
  readonly #assertInPlace: (() => Promise<void>) | undefined;
  readonly #probeKey = readinessKey(randomId(16));
  #probe: Promise<void> | undefined;

  /**
   * Takes over an open database.
   *
   * @param kv An open database; the store closes it.
   * @param clock Measures latency and deadlines.
   * @param options What the opener knows, and what tests replace.
   */
  constructor(kv: Deno.Kv, clock: Clock, options: StoreOptions = {}) {
    this.kv = kv;
    this.maxChecks = options.maxChecks ?? MAX_CHECKS;
    this.#clock = clock;
    this.#random = options.random ?? Math.random;
    this.#wait = options.wait ?? delay;
    this.#assertInPlace = options.assertInPlace;
  }

  /**
   * Reads records and parses them.
   *
   * @param records Where they stand and what they must look like.
   * @param options The deadline.
   * @returns Their values in the same order, `null` for one that does not exist.
   * @throws {AppError} `store_unavailable` (503) at the deadline or when the database fails,
   * `record_invalid` (500) when a value has not the expected form.
   */
  async read<Values extends readonly unknown[]>(
    records: StoredRecords<Values>,
    { deadlineMs = CALL_DEADLINE_MS }: CallOptions = {},
  ): Promise<Found<Values>> {
    const context = { kv: this.kv, remainingMs: this.#timer(deadlineMs) };
    return foundValues(records, await readEntries(records, context));
  }

  /**
   * Lists records in the order of their keys. They are read while they are asked for, so that
   * whoever has enough may stop.
   *
   * @param range Which records: below a prefix, behind one, at most so many.
   * @param options The deadline of each answer of the database.
   * @returns The records with their keys.
   * @throws {AppError} `store_unavailable` (503) at the deadline or when the database fails,
   * `record_invalid` (500) when a value has not the expected form.
   *
   * @example
   * const page = await Array.fromAsync(store.list({ prefix, schema, after: [cursor], limit: 50 }));
   */
  list<T>(
    range: ListRange<T>,
    { deadlineMs = CALL_DEADLINE_MS }: CallOptions = {},
  ): AsyncGenerator<Listed<T>, void> {
    return listEntries(range, { kv: this.kv, deadlineMs });
  }

  /**
   * Reads a record's version, so that a commit elsewhere can depend on it without reading it.
   *
   * @param key The record's key.
   * @param options The deadline.
   * @returns What `atomic.check()` takes; the version is `null` when there is no record.
   * @throws {AppError} `store_unavailable` (503) at the deadline or when the database fails.
   */
  async version(
    key: Deno.KvKey,
    { deadlineMs = CALL_DEADLINE_MS }: CallOptions = {},
  ): Promise<Deno.AtomicCheck> {
    const { versionstamp } = await kvCall(this.kv.get(key), deadlineMs);
    return { key, versionstamp };
  }

  /**
   * Changes records that others may change at the same time: reads them, decides, and commits only
   * if none of them has changed since; else it starts again. Writers of one process take turns.
   *
   * A commit that is given up at the deadline may still land, so that whoever asks again must find
   * the work done.
   *
   * @param records All that the decision depends on; each one is checked by the commit.
   * @param update Decides what to write; it has no other effect, since it may run several times.
   * @param options The deadline, waiting for other writers included.
   * @returns The result of the update that was committed, or that had nothing to write.
   * @throws {AppError} `store_busy` or `store_unavailable` (503) at the deadline,
   * `record_too_large` (413) past a limit of Deno KV, `record_invalid` (500), and what `update`
   * throws.
   *
   * @example
   * const count = await store.transact([counter], ([current]) => {
   *   const next = (current ?? 0) + 1;
   *   return { result: next, write: (atomic) => atomic.set(counter.key, next) };
   * });
   */
  async transact<Values extends readonly unknown[], Result>(
    records: StoredRecords<Values>,
    update: Update<Values, Result>,
    { deadlineMs = CALL_DEADLINE_MS }: CallOptions = {},
  ): Promise<Result> {
    if (records.length > this.maxChecks) {
      throw recordTooLarge(`${records.length} records, expected at most ${this.maxChecks}`);
    }
    const remainingMs = this.#timer(deadlineMs);
    const attempt = this.#attemptOf(records, update, remainingMs);
    const policy = { remainingMs, random: this.#random, wait: this.#wait };
    const keys = records.map(({ key }: StoredRecord<unknown>) => key);
    const outcome = await this.#queue.run(
      keys,
      async () => ({ result: await retry(attempt, policy) }),
      { limitMs: deadlineMs },
    );
    if (outcome === LATE) throw storeBusy("the turn to write did not come in time");
    return outcome.result;
  }

  /**
   * Looks whether the file is in its place, then writes and reads back one key, within two seconds.
   * While a probe hangs, later ones wait for it instead of adding calls to a database that does not
   * answer.
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

  #timer(deadlineMs: number): () => number {
    const endMs = this.#clock.monotonic() + deadlineMs;
    return () => endMs - this.#clock.monotonic();
  }

  #attemptOf<Values extends readonly unknown[], Result>(
    records: StoredRecords<Values>,
    update: Update<Values, Result>,
    remainingMs: () => number,
  ): Attempt<Result> {
    return async () => {
      const entries = await readEntries(records, { kv: this.kv, remainingMs });
      const { result, write } = await update(foundValues(records, entries));
      if (!write) return { kind: "committed", result };
      const atomic = this.kv.atomic().check(...entries);
      write(atomic);
      const { ok } = await kvCall(atomic.commit(), remainingMs());
      return ok ? { kind: "committed", result } : { kind: "conflict" };
    };
  }

  async #roundTrip(): Promise<void> {
    await this.#assertInPlace?.();
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
