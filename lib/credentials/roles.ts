import { createHash } from "node:crypto";
import {
  type AssumedCredentials,
  type AwsClients,
  type AwsCredentials,
  AwsError,
  HOME_REGIONS,
} from "@/lib/aws/mod.ts";
import { type AccountId, type Clock, MINUTE_MS, partitionOf, type Region } from "@/lib/base/mod.ts";
import { orAborted } from "./or_aborted.ts";
import type { HeldCredentials } from "./sealed_credentials.ts";

/** What roles are assumed with. */
export interface RolesOptions {
  /** Asks AWS, and drops its copies of ended credentials. */
  readonly aws: Pick<AwsClients, "sts" | "forget">;
  /** Wall time. */
  readonly clock: Clock;
  /** The role's name, the same in every account. */
  readonly roleName: string;
}

/** Where somebody wants to work. */
export interface RoleRequest {
  /** The account to work in. */
  readonly account: AccountId;
  /** A region of the account; it tells the partition. */
  readonly region: Region;
  /** What it is for, such as a batch id: CloudTrail of the account shows it after `pcm-ops-`. */
  readonly sessionName: string;
  /** Ends this caller's wait. */
  readonly signal?: AbortSignal | undefined;
}

interface Assumed {
  /** Of the credentials that took the role. */
  readonly holder: string;
  readonly work: Promise<AssumedCredentials>;
  /** When to ask again; unknown until AWS has answered. */
  freshUntilMs: number;
}

/** The longest session of a role that was taken with another role's credentials. */
const SESSION_SECONDS = 3_600;
/** So that what is handed out lives for some calls more. */
const REFRESH_BEFORE_MS = 5 * MINUTE_MS;
const MAX_CACHED = 1_000;
const MAX_NAME_CHARACTERS = 64;

/** The cross-account role, in memory only: callers of one account at one time share a session. */
export class Roles {
  readonly #options: RolesOptions;
  readonly #cache = new Map<string, Assumed>();

  /**
   * Makes the entrance to other accounts.
   *
   * @param options AWS, the clock and the role's name.
   */
  constructor(options: RolesOptions) {
    this.#options = options;
  }

  /**
   * Gives credentials that work in an account: those held when they are of the account, else those
   * of the role there, with at least five minutes left.
   *
   * @param held Who is signed in.
   * @param request The account, and what it is for.
   * @returns The credentials.
   * @throws {AwsError} `denied` naming the role and the account, `expired`, or any other refusal.
   * @throws The signal's reason when the caller aborted.
   */
  async inAccount(held: HeldCredentials, request: RoleRequest): Promise<AwsCredentials> {
    const { account, signal } = request;
    if (account === held.account) return held.credentials;
    signal?.throwIfAborted();
    const holder = fingerprint(held.credentials);
    const key = [holder, account, request.sessionName].join(" ");
    const cached = this.#cache.get(key);
    const isFresh = cached && cached.freshUntilMs > this.#options.clock.now();
    const { work } = isFresh ? cached : this.#take(key, { holder, held, request });
    return await orAborted(work, signal);
  }

  /**
   * Drops the role sessions that were taken with these credentials, on sign-out.
   *
   * @param credentials The credentials that took them.
   */
  forget(credentials: AwsCredentials): void {
    const holder = fingerprint(credentials);
    for (const [key, each] of this.#cache) if (each.holder === holder) this.#drop(key, each);
  }

  #take(
    key: string,
    { holder, held, request }: {
      readonly holder: string;
      readonly held: HeldCredentials;
      readonly request: RoleRequest;
    },
  ): Assumed {
    const work = this.#assume(held, request);
    const assumed: Assumed = { holder, work, freshUntilMs: Infinity };
    this.#cache.delete(key);
    this.#cache.set(key, assumed);
    work.then(
      ({ expiresAtMs }) => assumed.freshUntilMs = expiresAtMs - REFRESH_BEFORE_MS,
      () => this.#cache.get(key) === assumed && this.#cache.delete(key),
    );
    const [oldest] = this.#cache;
    if (this.#cache.size > MAX_CACHED && oldest) this.#drop(...oldest);
    return assumed;
  }

  #drop(key: string, { work }: Assumed): void {
    this.#cache.delete(key);
    // A refusal has reached those who asked, and left no credentials behind.
    work.then((credentials) => this.#options.aws.forget(credentials), () => undefined);
  }

  /** It has no caller's signal: other callers may wait for the same answer. */
  async #assume(
    { credentials, account: ownAccount }: HeldCredentials,
    { account, region, sessionName }: RoleRequest,
  ): Promise<AssumedCredentials> {
    const { aws, roleName } = this.#options;
    const partition = partitionOf(region);
    try {
      return await aws.sts({ credentials, region: HOME_REGIONS[partition] }).assumeRole({
        roleArn: `arn:${partition}:iam::${account}:role/${roleName}`,
        sessionName: roleSessionName(sessionName),
        durationSeconds: SESSION_SECONDS,
      });
    } catch (error) {
      if (!(error instanceof AwsError) || error.kind !== "denied") throw error;
      const { kind, operation, awsCode, awsMessage } = error;
      const publicMessage = `The role ${roleName} in account ${account} could not be assumed. ` +
        `It must exist there, trust account ${ownAccount}, and the signed-in identity needs ` +
        "sts:AssumeRole for it.";
      throw new AwsError({ kind, operation, awsCode, awsMessage, publicMessage, cause: error });
    }
  }
}

/** STS takes 2–64 characters of `[\w+=,.@-]` (STS API reference, AssumeRole). */
function roleSessionName(purpose: string): string {
  return `pcm-ops-${purpose.replaceAll(/[^\w+=,.@-]/g, "-")}`.slice(0, MAX_NAME_CHARACTERS);
}

/** Keys of a map may be shown by a debugger or heap dump, so they hold a hash of the credentials. */
function fingerprint({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials): string {
  const parts = [accessKeyId, secretAccessKey.reveal(), sessionToken?.reveal() ?? null];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64");
}
