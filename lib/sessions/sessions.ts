import { AppError, type Clock, randomId, SECOND_MS } from "@/lib/base/mod.ts";
import {
  createDataKey,
  type KeyRing,
  newSessionToken,
  rewrapDataKey,
  type SealingKey,
  tokenHash,
  unwrapDataKey,
} from "@/lib/security/mod.ts";
import type { Store, Write } from "@/lib/store/mod.ts";
import { dataKeyPlace, sessionRecord, successorRecord } from "./keys.ts";
import type { Session, SessionSeal, SessionState } from "./model.ts";

/** How often activity is written down at most: the idle limit is that exact. */
const ACTIVITY_STEP_MS = 5 * SECOND_MS;
const LINEAGE_BYTES = 16;

/** What sessions work with. */
export interface SessionsOptions {
  /** Keeps them. */
  readonly store: Store;
  /** Wraps their data keys. */
  readonly ring: KeyRing;
  /** Wall time. */
  readonly clock: Clock;
  /** The limit without activity, in ms. */
  readonly idleMs: number;
  /** The limit in any case, in ms since the last sign-in. */
  readonly maxMs: number;
  /** Whether the idle limit ends a session, or is only reported. */
  readonly isIdleEnforced: boolean;
}

/** What stands behind an id. */
export type SessionLookup =
  | { readonly kind: "active"; readonly session: Session; readonly isPastIdleLimit: boolean }
  | { readonly kind: "expired"; readonly limit: "idle" | "absolute" }
  /** No key of the ring opens its data key, or the record was changed by somebody else. */
  | { readonly kind: "unreadable"; readonly session: Pick<Session, "hash"> }
  | { readonly kind: "unknown" };

/** What a sign-in adds to the new session. */
export interface Entry {
  /** Who is signed in now, by partition. */
  readonly identities: SessionState["identities"];
  /** Writes that belong into the same commit. */
  readonly write: Write;
}

/** Prepares a sign-in: the session before, when there still is one, and the seal of the new one. */
export type Enter = (before: Session | null, seal: SessionSeal) => Promise<Entry>;

/** The sessions of the store. */
export class Sessions {
  readonly #options: SessionsOptions;

  /**
   * Makes the repository.
   *
   * @param options The store, the keys and the limits.
   */
  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /**
   * Finds the session of an id and checks its limits against the time, whatever the database has
   * collected. This is no activity. An expired session is erased; one that does not open is left to
   * the key that may come back.
   *
   * @param token The id from the cookie.
   * @returns The session, or why there is none.
   * @throws {AppError} `store_unavailable` (503).
   */
  async find(token: string): Promise<SessionLookup> {
    const hash = await tokenHash(token);
    const [state] = await this.#options.store.read([sessionRecord(hash)]);
    if (state === null) return { kind: "unknown" };
    const nowMs = this.#options.clock.now();
    const isPastIdleLimit = state.lastActiveAtMs + this.#options.idleMs <= nowMs;
    const isOver = state.expiresAtMs <= nowMs;
    const session = { hash, state };
    if (isOver || (isPastIdleLimit && this.#options.isIdleEnforced)) {
      await this.end(session);
      return { kind: "expired", limit: isOver ? "absolute" : "idle" };
    }
    if (await this.dataKey(session) === null) return { kind: "unreadable", session: { hash } };
    return { kind: "active", session, isPastIdleLimit };
  }

  /**
   * Notes activity, to 5 s exactly, and wraps the data key again after a change of SECRET_KEY.
   * Polling is no activity: the caller leaves this out for it (OWASP ASVS 5.0, 7.3.1).
   *
   * @param session The session.
   * @throws {AppError} `store_busy` or `store_unavailable` (503).
   */
  async touch({ hash, state }: Session): Promise<void> {
    const { ring, clock } = this.#options;
    const place = dataKeyPlace({ hash, generation: state.generation });
    const rewrapped = await rewrapDataKey(ring, { wrapped: state.dataKey, place });
    const isRecent = clock.now() - state.lastActiveAtMs < ACTIVITY_STEP_MS;
    if (isRecent && rewrapped === null) return;
    await this.update({ hash, state }, (current) => ({
      lastActiveAtMs: Math.max(current.lastActiveAtMs, clock.now()),
      dataKey: rewrapped ?? current.dataKey,
    }));
  }

  /**
   * Changes a session that still exists; one that was ended meanwhile stays ended.
   *
   * @param session The session.
   * @param change Gives the fields to replace; it may run several times.
   * @param options Further writes of the same commit.
   * @returns The session as stored, or `null` when it was ended.
   * @throws {AppError} `store_busy` or `store_unavailable` (503).
   */
  update(
    { hash }: Session,
    change: (state: SessionState) => Partial<SessionState>,
    { write }: { readonly write?: Write } = {},
  ): Promise<Session | null> {
    const record = sessionRecord(hash);
    return this.#options.store.transact([record], ([current]) => {
      if (current === null) return { result: null };
      const state = { ...current, ...change(current) };
      return {
        result: { hash, state },
        write: (atomic) => {
          atomic.set(record.key, state, { expireIn: this.#remainingMs(state) });
          write?.(atomic);
        },
      };
    });
  }

  /**
   * Starts a session at a sign-in, under a new id and with a new data key. The session before ends
   * in the same commit, so that an id planted or stolen earlier is dead (OWASP ASVS 5.0, 7.2.4).
   *
   * @param before The active session of the request, if there is one.
   * @param enter Prepares what the sign-in adds.
   * @returns The id for the cookie, and the session.
   * @throws {AppError} `session_ended` (409) when the session before has ended meanwhile: whoever
   * signed out stays signed out; `store_busy` or `store_unavailable` (503), and what `enter` throws.
   */
  async signIn(
    before: Session | null,
    enter: Enter,
  ): Promise<{ readonly token: string; readonly session: Session }> {
    const token = newSessionToken();
    const hash = await tokenHash(token);
    const record = sessionRecord(hash);
    const records = before ? [record, sessionRecord(before.hash)] : [record];
    const session = await this.#options.store.transact(records, async ([made, current]) => {
      // An earlier attempt may have landed although its answer was lost.
      if (made) return { result: { hash, state: made } };
      if (before && !current) throw sessionEnded();
      const old = before && current ? { hash: before.hash, state: current } : null;
      const { state, entry } = await this.#successor(old, { hash, enter });
      const write: Write = (atomic) => {
        const expireIn = this.#remainingMs(state);
        entry.write(atomic.set(record.key, state, { expireIn }));
        if (old === null) return;
        atomic.delete(sessionRecord(old.hash).key);
        atomic.set(successorRecord(old.hash).key, hash, { expireIn });
      };
      return { result: { hash, state }, write };
    });
    return { token, session };
  }

  /**
   * Finds the session that sign-ins have put in the place of another. Once `end()` has returned,
   * there is none, or it is found here: a sign-in replaces a session that still exists, or fails.
   *
   * @param session The session before.
   * @returns The session that goes on, or `null`.
   * @throws {AppError} `store_unavailable` (503).
   */
  async successor({ hash }: Pick<Session, "hash">): Promise<Session | null> {
    const { store } = this.#options;
    const [after] = await store.read([successorRecord(hash)]);
    if (after === null) return null;
    const [state] = await store.read([sessionRecord(after)]);
    return state ? { hash: after, state } : await this.successor({ hash: after });
  }

  /**
   * Ends a session: its record and with it the data key are gone when this returns, and no update
   * under way brings them back. Asking again is safe.
   *
   * @param session The session.
   * @param options Further keys to delete in the same commit.
   * @throws {AppError} `store_busy` or `store_unavailable` (503): the session may still exist.
   */
  async end(
    { hash }: Session,
    { alsoDelete = [] }: { readonly alsoDelete?: readonly Deno.KvKey[] } = {},
  ): Promise<void> {
    const record = sessionRecord(hash);
    await this.#options.store.transact([record], () => ({
      result: undefined,
      write: (atomic) => {
        for (const key of [record.key, ...alsoDelete]) atomic.delete(key);
      },
    }));
  }

  /**
   * Opens a session's data key.
   *
   * @param session The session.
   * @returns The key, or `null` when no key of the ring opens it.
   */
  dataKey({ hash, state: { dataKey: wrapped, generation } }: Session): Promise<SealingKey | null> {
    return unwrapDataKey(this.#options.ring, {
      wrapped,
      place: dataKeyPlace({ hash, generation }),
    });
  }

  async #successor(
    old: Session | null,
    { hash, enter }: { readonly hash: string; readonly enter: Enter },
  ): Promise<{ readonly state: SessionState; readonly entry: Entry }> {
    const { ring, clock, maxMs } = this.#options;
    const generation = (old?.state.generation ?? 0) + 1;
    const place = dataKeyPlace({ hash, generation });
    const { dataKey, wrapped } = await createDataKey(ring, place);
    const entry = await enter(old, { hash, generation, dataKey });
    const nowMs = clock.now();
    const state = {
      createdAtMs: nowMs,
      lastActiveAtMs: nowMs,
      expiresAtMs: nowMs + maxMs,
      generation,
      lineage: old?.state.lineage ?? randomId(LINEAGE_BYTES),
      dataKey: wrapped,
      identities: entry.identities,
      currentChange: old?.state.currentChange ?? null,
    };
    return { state, entry };
  }

  /** For garbage collection only: Deno KV requires more than nothing. */
  #remainingMs({ expiresAtMs }: SessionState): number {
    return Math.max(1, expiresAtMs - this.#options.clock.now());
  }
}

function sessionEnded(): AppError {
  return new AppError("Cannot sign in: the session before has ended meanwhile", {
    code: "session_ended",
    status: 409,
    publicMessage:
      "You have signed out or signed in elsewhere meanwhile. Load the page again, then sign in.",
  });
}
