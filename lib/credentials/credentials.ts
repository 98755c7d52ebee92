import type { AwsClients, AwsCredentials } from "@/lib/aws/mod.ts";
import { type Clock, type Partition, PARTITIONS } from "@/lib/base/mod.ts";
import type { Logger } from "@/lib/observability/mod.ts";
import type { SealPlace } from "@/lib/security/mod.ts";
import type { Identity, Session, Sessions, SessionSeal, SessionState } from "@/lib/sessions/mod.ts";
import type { Store, Write } from "@/lib/store/mod.ts";
import type { BatchCredentials } from "./batch_credentials.ts";
import { credentialsKey } from "./keys.ts";
import type { PastedCredentials } from "./parse_credentials.ts";
import type { Roles } from "./roles.ts";
import {
  type HeldCredentials,
  openCredentials,
  sealCredentials,
  sealedSchema,
} from "./sealed_credentials.ts";
import { type Verification, verifyCredentials, type VerifyOptions } from "./verify.ts";

/** What credentials work with. */
export interface CredentialsOptions extends VerifyOptions {
  /** Keeps them sealed. */
  readonly store: Store;
  /** The sessions they belong to. */
  readonly sessions: Sessions;
  /** Asks AWS, and drops its copies of ended credentials. */
  readonly aws: Pick<AwsClients, "sts" | "forget">;
  /** Drops the role sessions that ended credentials took. */
  readonly roles: Pick<Roles, "forget">;
  /** Takes back what a session lent to batches. */
  readonly batchCredentials: Pick<BatchCredentials, "eraseOfSession" | "succession">;
  /** Wall time. */
  readonly clock: Clock;
  /** Hears of credentials that do not open; nobody does when not given. */
  readonly logger?: Pick<Logger, "warn">;
  /** How long they are kept at most, in ms. */
  readonly ttlMs: number;
}

/** Credentials of the right form, and where they are meant for. */
export interface SignInRequest {
  /** What was pasted. */
  readonly pasted: PastedCredentials;
  /** Commercial or GovCloud. */
  readonly partition: Partition;
  /** Ends the question to AWS. */
  readonly signal?: AbortSignal | undefined;
}

/** A new session, or why there is none. */
export type SignInResult =
  | {
    readonly kind: "signed_in";
    /** For the cookie. */
    readonly token: string;
    readonly session: Session;
    readonly identity: Identity;
    /** False when the allow-list only reports. */
    readonly isAllowed: boolean;
  }
  | Exclude<Verification, { readonly kind: "verified" }>;

/** The credentials of sessions, each seen by its own session alone. */
export class Credentials {
  readonly #options: CredentialsOptions;

  /**
   * Makes the repository.
   *
   * @param options The store, the sessions, AWS and the limits.
   */
  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /**
   * Tests credentials without storing them.
   *
   * @param request What was pasted, and for where.
   * @returns What AWS and the allow-list say.
   * @throws {AwsError} When AWS cannot be reached, fails or throttles (503).
   */
  verify({ pasted, partition, signal }: SignInRequest): Promise<Verification> {
    const asked = { credentials: pasted.credentials, partition };
    return verifyCredentials(asked, this.#options, { signal });
  }

  /**
   * Verifies credentials and signs in with them, under a new session id. What the session holds for
   * the other partition moves along, sealed anew.
   *
   * @param before The active session of the request, if there is one.
   * @param request What was pasted, and for where.
   * @returns The new session, or why there is none.
   * @throws {AwsError} When AWS cannot be reached, fails or throttles (503).
   * @throws {AppError} `session_ended` (409) when the session before was signed out or replaced
   * meanwhile; `store_busy` or `store_unavailable` (503).
   */
  async signIn(before: Session | null, request: SignInRequest): Promise<SignInResult> {
    const verification = await this.verify(request);
    if (verification.kind !== "verified") return verification;
    const { caller, isAllowed } = verification;
    const { credentials, expiresAtMs: pastedEndMs } = request.pasted;
    const { batchCredentials, clock, sessions, ttlMs } = this.#options;
    const ttlEndMs = clock.now() + ttlMs;
    const expiresAtMs = Math.min(pastedEndMs ?? Infinity, ttlEndMs);
    const identity = { ...caller, expiresAtMs, isExpiryKnown: pastedEndMs !== null };
    const { token, session } = await sessions.signIn(before, async (old, seal) => {
      const { account, arn } = caller;
      const added = { identity, kept: { credentials, account, arn, expiresAtMs } };
      const held = new Map([...await this.#heldBy(old), [request.partition, added]]);
      const writes = await Promise.all(
        [...held].map(([partition, { kept }]) => this.#writeOf(kept, { ...seal, partition })),
      );
      if (old) writes.push(batchCredentials.succession(seal.hash, { before: old.hash, ttlMs }));
      const identityOf = (partition: Partition) => held.get(partition)?.identity ?? null;
      return {
        identities: { "aws": identityOf("aws"), "aws-us-gov": identityOf("aws-us-gov") },
        write: (atomic) => {
          for (const key of old ? keysOf(old) : []) atomic.delete(key);
          for (const write of writes) write(atomic);
        },
      };
    });
    return { kind: "signed_in", token, session, identity, isAllowed };
  }

  /**
   * Gives a session's credentials. Expired ones are erased instead.
   *
   * @param session The session.
   * @param partition Commercial or GovCloud.
   * @returns The credentials, or `null` when the session is not signed in there.
   * @throws {AppError} `store_busy` or `store_unavailable` (503).
   */
  async get(session: Session, partition: Partition): Promise<AwsCredentials | null> {
    return (await this.held(session, partition))?.credentials ?? null;
  }

  /**
   * Gives a session's credentials, whose they are, and when they end. Expired ones, and those that
   * do not open, are erased instead; what they were lent to stays, since it ends by itself.
   *
   * @param session The session.
   * @param partition Commercial or GovCloud.
   * @returns The credentials, or `null` when the session is not signed in there.
   * @throws {AppError} `store_busy` or `store_unavailable` (503).
   */
  async held(session: Session, partition: Partition): Promise<HeldCredentials | null> {
    const kept = await this.#open(session, partition);
    const { clock, logger, store } = this.#options;
    if (kept !== null && kept.expiresAtMs > clock.now()) return kept;
    if (kept === null) {
      const { versionstamp } = await store.version(credentialsKey({ ...session, partition }));
      if (versionstamp === null) return null;
      logger?.warn("crypt_decrypt_fail", { record: "credentials", partition });
    }
    await this.#erase(session, [partition]);
    return null;
  }

  /**
   * Erases a session's credentials of one partition, also what batches were lent of them. Asking
   * again is safe.
   *
   * @param session The session.
   * @param partition Commercial or GovCloud.
   * @returns The session as stored, or `null` when it was ended.
   * @throws {AppError} `store_busy` or `store_unavailable` (503): they may still be there.
   */
  async forget(session: Session, partition: Partition): Promise<Session | null> {
    const left = await this.#erase(session, [partition]);
    await this.#options.batchCredentials.eraseOfSession(session.hash, [partition]);
    return left;
  }

  /**
   * Signs out: the session, its data key, its credentials and what batches were lent of them are
   * gone when this returns. So is the session that a sign-in has put in its place meanwhile, and a
   * sign-in still under way will fail. The session goes last, so that signing out can be asked for
   * again.
   *
   * @param session The session.
   * @throws {AppError} `store_busy` or `store_unavailable` (503): they may still be there.
   */
  async signOut(session: Session): Promise<void> {
    const { batchCredentials, sessions } = this.#options;
    for (let each: Session | null = session; each; each = await sessions.successor(each)) {
      await this.#erase(each, PARTITIONS);
      await batchCredentials.eraseOfSession(each.hash);
      await sessions.end(each, { alsoDelete: keysOf(each) });
    }
  }

  /** Without its record a session lends nothing any more. */
  async #erase(session: Session, partitions: readonly Partition[]): Promise<Session | null> {
    const { aws, roles, sessions } = this.#options;
    const kept = await Promise.all(partitions.map((each) => this.#open(session, each)));
    const ended = Object.fromEntries(partitions.map((partition) => [partition, null]));
    const change = ({ identities }: SessionState) => ({ identities: { ...identities, ...ended } });
    const left = await sessions.update(session, change, {
      write: (atomic) => {
        for (const partition of partitions) {
          atomic.delete(credentialsKey({ hash: session.hash, partition }));
        }
      },
    });
    for (const { credentials } of kept.filter((each) => each !== null)) {
      aws.forget(credentials);
      roles.forget(credentials);
    }
    return left;
  }

  async #open(session: Session, partition: Partition): Promise<HeldCredentials | null> {
    const { store, sessions } = this.#options;
    const place = { hash: session.hash, generation: session.state.generation, partition };
    const [sealed] = await store.read([{ key: credentialsKey(place), schema: sealedSchema }]);
    const dataKey = sealed && await sessions.dataKey(session);
    return dataKey && await openCredentials(sealed, { keys: [dataKey], place: sealPlace(place) });
  }

  /** What a session holds and may take along: its identities whose credentials still open. */
  async #heldBy(session: Session | null) {
    const nowMs = this.#options.clock.now();
    const held = PARTITIONS.map(async (partition) => {
      const identity = session?.state.identities[partition];
      const kept = session && identity ? await this.#open(session, partition) : null;
      const isHeld = identity && kept && kept.expiresAtMs > nowMs;
      return isHeld ? [[partition, { identity, kept }] as const] : [];
    });
    return (await Promise.all(held)).flat();
  }

  async #writeOf(
    held: HeldCredentials,
    place: SessionSeal & { readonly partition: Partition },
  ): Promise<Write> {
    const sealed = await sealCredentials(held, { key: place.dataKey, place: sealPlace(place) });
    const expireIn = Math.max(1, held.expiresAtMs - this.#options.clock.now());
    return (atomic) => atomic.set(credentialsKey(place), sealed, { expireIn });
  }
}

function keysOf({ hash }: Session): readonly Deno.KvKey[] {
  return PARTITIONS.map((partition) => credentialsKey({ hash, partition }));
}

function sealPlace(
  { generation, ...place }: Omit<SessionSeal, "dataKey"> & { readonly partition: Partition },
): SealPlace {
  return { key: credentialsKey(place), field: "sealed", generation };
}
