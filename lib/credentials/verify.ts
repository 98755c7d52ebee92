import {
  type AwsClients,
  type AwsCredentials,
  AwsError,
  type CallerIdentity,
  HOME_REGIONS,
} from "@/lib/aws/mod.ts";
import { type AccountId, type Partition, SECOND_MS } from "@/lib/base/mod.ts";
import { orAborted } from "./or_aborted.ts";
import { refusalText } from "./refusal_text.ts";

/** What AWS and the allow-list say about credentials. */
export type Verification =
  | {
    readonly kind: "verified";
    readonly caller: CallerIdentity;
    /** False when the allow-list only reports. */
    readonly isAllowed: boolean;
  }
  /** AWS refuses them; the message is for the user. */
  | { readonly kind: "refused_by_aws"; readonly message: string }
  /** They belong to the other environment. */
  | { readonly kind: "wrong_partition" }
  /** Their account may not sign in. */
  | { readonly kind: "account_not_allowed"; readonly account: AccountId };

/** Whom to ask, and who may sign in. */
export interface VerifyOptions {
  /** Asks AWS. */
  readonly aws: Pick<AwsClients, "sts">;
  /** Whose identities may sign in. */
  readonly allowedAccounts: "*" | readonly AccountId[];
  /** Whether the list blocks, or is only reported. */
  readonly isAllowListEnforced: boolean;
  /** How long AWS may take to answer, and then once more, in ms; 5 s when not given. */
  readonly attemptMs?: number;
}

/** Somebody waits in front of a form: sooner than the SDK would give up. */
const ATTEMPT_MS = 5 * SECOND_MS;
/** A connection that died unnoticed gets a second chance. */
const ATTEMPTS = 2;

/**
 * Asks AWS whose credentials they are, by STS GetCallerIdentity, which needs no permission, and
 * checks the account. Credentials never work across partitions, so AWS is asked in the one chosen.
 *
 * @param asked The credentials and the partition.
 * @param options Whom to ask and who may sign in.
 * @param signal Ends the call.
 * @returns Whose they are, or why they are refused.
 * @throws {AwsError} When AWS cannot be reached, does not answer in time, fails or throttles (503).
 * @throws The signal's reason when the caller aborted.
 */
export async function verifyCredentials(
  asked: { readonly credentials: AwsCredentials; readonly partition: Partition },
  { aws, allowedAccounts, isAllowListEnforced, attemptMs }: VerifyOptions,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Verification> {
  const { credentials, partition } = asked;
  const sts = aws.sts({ credentials, region: HOME_REGIONS[partition] });
  try {
    const ask = (until: AbortSignal) => sts.getCallerIdentity(until);
    const caller = await inTime(ask, { attemptMs, signal });
    if (caller.arn.split(":")[1] !== partition) return { kind: "wrong_partition" };
    const isAllowed = allowedAccounts === "*" || allowedAccounts.includes(caller.account);
    if (isAllowed || !isAllowListEnforced) return { kind: "verified", caller, isAllowed };
    return { kind: "account_not_allowed", account: caller.account };
  } catch (error) {
    const isRefusal = error instanceof AwsError &&
      ["expired", "invalid_credentials", "denied"].includes(error.kind);
    if (!isRefusal) throw error;
    return { kind: "refused_by_aws", message: refusalText(error, partition) };
  }
}

async function inTime<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  { attemptMs = ATTEMPT_MS, signal }: {
    readonly attemptMs: number | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<T> {
  for (let attempt = 1;; attempt++) {
    const end = AbortSignal.timeout(attemptMs);
    const either = signal ? AbortSignal.any([signal, end]) : end;
    try {
      return await orAborted(ask(either), either);
    } catch (cause) {
      if (cause !== end.reason) throw cause;
      if (attempt === ATTEMPTS) throw unanswered(attemptMs, cause);
    }
  }
}

function unanswered(attemptMs: number, cause: unknown): AwsError {
  return new AwsError({
    kind: "unreachable",
    operation: "sts:GetCallerIdentity",
    awsCode: "TimeoutError",
    awsMessage: `${ATTEMPTS} requests had no answer within ${attemptMs} ms each`,
    cause,
  });
}
