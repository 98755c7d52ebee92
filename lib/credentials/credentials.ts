import type { AwsClients, AwsCredentials } from "@/lib/aws/mod.ts";
import { type Clock, type Partition, PARTITIONS } from "@/lib/base/mod.ts";
import type { Identity, Session, Sessions, SessionSeal, SessionState } from "@/lib/sessions/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { credentialsKey } from "./keys.ts";
import type { PastedCredentials } from "./parse_credentials.ts";
import {
  type KeptCredentials,
  openCredentials,
  sealCredentials,
  sealedRecord,
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
  /** Wall time. */
  readonly clock: Clock;
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
   * @throws {AppError} `store_busy` or `store_unavailable` (503).
   */
  async signIn(before: Session | null, request: SignInRequest): Promise<SignInResult> {
    const verification = await this.verify(request);
    if (verification.kind !== "verified") return verification;
    const { caller, isAllowed } = verification;
    const { credentials, expiresAtMs: pastedEndMs } = request.pasted;
    const ttlEndMs = this.#options.clock.now() + this.#options.ttlMs;
    const expiresAtMs = Math.min(pastedEndMs ?? Infinity, ttlEndMs);
    const identity = { ...caller, expiresAtMs, isExpiryKnown: pastedEndMs !== null };
    const { token, session } = await this.#options.sessions.signIn(before, async (old, seal) => {
      const added = { identity, kept: { credentials, expiresAtMs } };
      const held = new Map([...await this.#heldBy(old), [request.partition, added]]);
      const writes = await Promise.all(
        [...held].map(([partition, { kept }]) => this.#writeOf(kept, { ...seal, partition })),
      );
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
    const kept = await this.#open(session, partition);
    if (kept === null) return null;
    if (kept.expiresAtMs > this.#options.clock.now()) return kept.credentials;
    await this.forget(session, partition);
    return null;
  }

  /**
   * Erases a session's credentials of one partition. Asking again is safe.
   *
   * @param session The session.
   * @param partition Commercial or GovCloud.
   * @returns The session as stored, or `null` when it was ended.
   * @throws {AppError} `store_busy` or `store_unavailable` (503): they may still be there.
   */
  async forget(session: Session, partition: Partition): Promise<Session | null> {
    const { aws, sessions } = this.#options;
    const kept = await this.#open(session, partition);
    const change = ({ identities }: SessionState) => ({
      identities: { ...identities, [partition]: null },
    });
    const left = await sessions.update(session, change, {
      write: (atomic) => atomic.delete(credentialsKey({ hash: session.hash, partition })),
    });
    if (kept) aws.forget(kept.credentials);
    return left;
  }

  /**
   * Signs out: the session, its data key and its credentials are gone when this returns.
   *
   * @param session The session.
   * @throws {AppError} `store_busy` or `store_unavailable` (503): they may still be there.
   */
  async signOut(session: Session): Promise<void> {
    const { aws, sessions } = this.#options;
    const kept = await Promise.all(PARTITIONS.map((partition) => this.#open(session, partition)));
    await sessions.end(session, { alsoDelete: keysOf(session) });
    for (const each of kept) if (each) aws.forget(each.credentials);
  }

  async #open(session: Session, partition: Partition): Promise<KeptCredentials | null> {
    const { store, sessions } = this.#options;
    const place = { hash: session.hash, generation: session.state.generation, partition };
    const [sealed] = await store.read([sealedRecord(place)]);
    const dataKey = sealed && await sessions.dataKey(session);
    return dataKey && await openCredentials(sealed, { ...place, dataKey });
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

  async #writeOf(kept: KeptCredentials, place: SessionSeal & { readonly partition: Partition }) {
    const sealed = await sealCredentials(kept, place);
    const expireIn = Math.max(1, kept.expiresAtMs - this.#options.clock.now());
    return (atomic: Deno.AtomicOperation) =>
      atomic.set(credentialsKey(place), sealed, { expireIn });
  }
}

function keysOf({ hash }: Session): readonly Deno.KvKey[] {
  return PARTITIONS.map((partition) => credentialsKey({ hash, partition }));
}
