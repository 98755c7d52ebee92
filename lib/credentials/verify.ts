import {
  type AwsClients,
  type AwsCredentials,
  AwsError,
  type CallerIdentity,
} from "@/lib/aws/mod.ts";
import type { AccountId, Partition } from "@/lib/base/mod.ts";
import { STS_REGIONS } from "./sts_regions.ts";

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
}

/**
 * Asks AWS whose credentials they are, by STS GetCallerIdentity, which needs no permission, and
 * checks the account. Credentials never work across partitions, so AWS is asked in the one chosen.
 *
 * @param asked The credentials and the partition.
 * @param options Whom to ask and who may sign in.
 * @param signal Ends the call.
 * @returns Whose they are, or why they are refused.
 * @throws {AwsError} When AWS cannot be reached, fails or throttles (503).
 */
export async function verifyCredentials(
  asked: { readonly credentials: AwsCredentials; readonly partition: Partition },
  { aws, allowedAccounts, isAllowListEnforced }: VerifyOptions,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Verification> {
  const { credentials, partition } = asked;
  const sts = aws.sts({ credentials, region: STS_REGIONS[partition] });
  try {
    const caller = await sts.getCallerIdentity(signal);
    if (caller.arn.split(":")[1] !== partition) return { kind: "wrong_partition" };
    const isAllowed = allowedAccounts === "*" || allowedAccounts.includes(caller.account);
    if (isAllowed || !isAllowListEnforced) return { kind: "verified", caller, isAllowed };
    return { kind: "account_not_allowed", account: caller.account };
  } catch (error) {
    const isRefusal = error instanceof AwsError &&
      ["expired", "invalid_credentials", "denied"].includes(error.kind);
    if (!isRefusal) throw error;
    return { kind: "refused_by_aws", message: error.publicMessage };
  }
}
