import { z } from "zod";
import { AppError, type Clock, type Partition, PARTITIONS } from "@/lib/base/mod.ts";
import type { KeyRing, SealPlace } from "@/lib/security/mod.ts";
import type { Session } from "@/lib/sessions/mod.ts";
import type { Store, Write } from "@/lib/store/mod.ts";
import {
  credentialsKey,
  lentBySessionKey,
  lentKey,
  type LentPlace,
  sessionBeforeKey,
} from "./keys.ts";
import {
  type HeldCredentials,
  openCredentials,
  sealCredentials,
  sealedSchema,
} from "./sealed_credentials.ts";

/** What batch credentials work with. */
export interface BatchCredentialsOptions {
  /** Keeps them sealed. */
  readonly store: Store;
  /** Its current key seals, any of its keys opens. */
  readonly ring: KeyRing;
  /** Wall time. */
  readonly clock: Clock;
}

/** Whose credentials a batch is to work with. */
export interface Lending {
  /** Who lends: signing out takes them back. */
  readonly session: Session;
  /** Commercial or GovCloud. */
  readonly partition: Partition;
  /** What the session holds there. */
  readonly held: HeldCredentials;
}

const copySchema = z.object({
  /** The hash of the session that lent it. */
  lender: z.string(),
  sealed: sealedSchema,
}).readonly();

const lentSchema = z.object({
  batchId: z.string(),
  partition: z.enum(PARTITIONS),
}).readonly();

/** Sealed copies of credentials that let a batch go on while nobody looks. */
export class BatchCredentials {
  readonly #options: BatchCredentialsOptions;

  /**
   * Makes the repository.
   *
   * @param options The store, the keys and the clock.
   */
  constructor(options: BatchCredentialsOptions) {
    this.#options = options;
  }

  /**
   * Prepares a copy for a batch; one that it has is replaced. The commit checks that the session
   * has not been signed out meanwhile, so call this within the update of the transaction: after a
   * collision it finds out.
   *
   * @param batchId The batch.
   * @param lending Who lends what.
   * @returns Adds the copy to the caller's commit: one check and two writes.
   * @throws {AppError} `signed_out` (401) when the session does not hold them any more,
   * `store_unavailable` (503).
   */
  async lend(
    batchId: string,
    { session: { hash }, partition, held }: Lending,
  ): Promise<Write> {
    const { store, ring, clock } = this.#options;
    const source = await store.version(credentialsKey({ hash, partition }));
    if (source.versionstamp === null) throw signedOut();
    const place = { batchId, partition };
    const options = { key: ring.current.sealing, place: sealPlace(place) };
    const copy: z.infer<typeof copySchema> = {
      lender: hash,
      sealed: await sealCredentials(held, options),
    };
    const expireIn = Math.max(1, held.expiresAtMs - clock.now());
    return (atomic) =>
      atomic.check(source).set(lentKey(place), copy, { expireIn })
        .set([...lentBySessionKey(hash), batchId, partition], place, { expireIn });
  }

  /**
   * Gives what a batch works with.
   *
   * @param batchId The batch.
   * @param partition Commercial or GovCloud.
   * @returns The credentials, or `null` when there are none, they have expired or do not open.
   * @throws {AppError} `store_unavailable` (503).
   */
  async get(batchId: string, partition: Partition): Promise<HeldCredentials | null> {
    const { store, ring, clock } = this.#options;
    const place = { batchId, partition };
    const [copy] = await store.read([recordOf(place)]);
    if (copy === null) return null;
    const keys = ring.all.map(({ sealing }) => sealing);
    const held = await openCredentials(copy.sealed, { keys, place: sealPlace(place) });
    return held && held.expiresAtMs > clock.now() ? held : null;
  }

  /**
   * Prepares the end of a batch's copies.
   *
   * @param batchId The batch.
   * @returns Adds two deletions to the caller's commit.
   */
  erasure(batchId: string): Write {
    return (atomic) => {
      for (const partition of PARTITIONS) atomic.delete(lentKey({ batchId, partition }));
    };
  }

  /**
   * Notes that a session continues another one under a new id, and so answers for what that lent.
   *
   * @param after The new session.
   * @param options The session before, and how long its copies may live at most, in ms.
   * @returns Adds one write to the caller's commit.
   */
  succession(
    after: string,
    { before, ttlMs }: { readonly before: string; readonly ttlMs: number },
  ): Write {
    return (atomic) => atomic.set(sessionBeforeKey(after), before, { expireIn: ttlMs });
  }

  /**
   * Erases the copies that a session lent, and those that it lent under earlier ids. Copies that
   * somebody else has replaced stay. Asking again is safe.
   *
   * @param hash The session.
   * @param partitions Which ones; both when not given.
   * @throws {AppError} `store_busy` or `store_unavailable` (503): some may still be there.
   */
  async eraseOfSession(
    hash: string,
    partitions: readonly Partition[] = PARTITIONS,
  ): Promise<void> {
    const { store } = this.#options;
    const prefix = lentBySessionKey(hash);
    const lent = await Array.fromAsync(store.list({ prefix, schema: lentSchema }));
    const chosen = lent.filter(({ value }) => partitions.includes(value.partition));
    await Promise.all(chosen.map(({ key, value }) => this.#erase(value, { hash, index: key })));
    const [before] = await store.read([{ key: sessionBeforeKey(hash), schema: z.string() }]);
    if (before !== null) await this.eraseOfSession(before, partitions);
  }

  #erase(
    place: LentPlace,
    { hash, index }: { readonly hash: string; readonly index: Deno.KvKey },
  ): Promise<void> {
    const record = recordOf(place);
    return this.#options.store.transact([record], ([copy]) => {
      const isOwn = copy?.lender === hash;
      return {
        result: undefined,
        write: (atomic) => {
          atomic.delete(index);
          if (isOwn) atomic.delete(record.key);
        },
      };
    });
  }
}

function recordOf(place: LentPlace) {
  return { key: lentKey(place), schema: copySchema };
}

function sealPlace(place: LentPlace): SealPlace {
  return { key: lentKey(place), field: "sealed", generation: 0 };
}

function signedOut(): AppError {
  return new AppError("Cannot lend credentials to a batch: the session holds none any more", {
    code: "signed_out",
    status: 401,
    publicMessage: "You have been signed out. Sign in again.",
  });
}
