import type { AccountId } from "@/lib/base/mod.ts";
import type { AwsCredentials } from "./credentials.ts";

/** Who AWS says the signer is. */
export interface CallerIdentity {
  /** The account of the identity. */
  readonly account: AccountId;
  /** The identity's ARN; its second part names the partition. */
  readonly arn: string;
  /** The unique id of the user or role session. */
  readonly userId: string;
}

/** What is asked of a role. */
export interface AssumeRoleRequest {
  /** The role to take, by ARN. */
  readonly roleArn: string;
  /** 2–64 characters of `[\w+=,.@-]`; CloudTrail of the target account shows it. */
  readonly sessionName: string;
  /** How long the session may last: 900–43,200 s, at most 3,600 s from another role. */
  readonly durationSeconds: number;
}

/** Credentials of an assumed role, with their end. */
export type AssumedCredentials = AwsCredentials & {
  /** When AWS stops accepting them, in ms since 1970. */
  readonly expiresAtMs: number;
};

/**
 * The AWS Security Token Service (STS API reference). Every method throws `AwsError` when AWS
 * refuses or cannot be reached, and the signal's reason when the caller aborts.
 */
export interface Sts {
  /** Tells who signed; needs no permission. */
  getCallerIdentity(signal?: AbortSignal): Promise<CallerIdentity>;
  /** Takes a role; `denied` when it is missing or does not trust the signer. */
  assumeRole(request: AssumeRoleRequest, signal?: AbortSignal): Promise<AssumedCredentials>;
}
