import { AwsError, HOME_REGIONS } from "@/lib/aws/mod.ts";
import { quoted } from "@/lib/base/mod.ts";
import type { HeldCredentials } from "@/lib/credentials/mod.ts";
import type { Run } from "./engine.ts";
import type { Chunk } from "./model.ts";

/** What an error of AWS means for a chunk. */
export type AwsVerdict =
  /** It passes: rate limits, failures, a role session to be taken anew. */
  | { readonly kind: "later" }
  /** The credentials have ended. */
  | { readonly kind: "sign_in" }
  /** AWS will never do this. */
  | { readonly kind: "refused"; readonly reason: string };

/** What is judged. */
export interface AwsFailure {
  /** What AWS said. */
  readonly error: AwsError;
  /** The chunk that it was asked about. */
  readonly chunk: Chunk;
  /** The credentials behind the call. */
  readonly held: HeldCredentials;
}

/**
 * Judges an error of AWS. Refused credentials are checked with STS first: a region that an account
 * has not enabled refuses good ones too, and that must not stop the rest of the batch.
 *
 * @param run The batch under its lease.
 * @param failure The error, the chunk, and the credentials behind the call.
 * @returns What it means.
 */
export async function awsVerdict(run: Run, failure: AwsFailure): Promise<AwsVerdict> {
  const { error, chunk } = failure;
  switch (error.kind) {
    case "throttled":
    case "unreachable":
    case "server":
      return { kind: "later" };
    case "expired":
    case "invalid_credentials":
      return await credentialsVerdict(run, failure);
    case "denied":
    case "not_found":
    case "invalid_request":
      return { kind: "refused", reason: refusalText(error, chunk) };
    default:
      return error.kind satisfies never;
  }
}

async function credentialsVerdict(
  run: Run,
  { error, chunk, held }: AwsFailure,
): Promise<AwsVerdict> {
  const scope = { credentials: held.credentials, region: HOME_REGIONS[chunk.partition] };
  try {
    await run.aws.sts(scope).getCallerIdentity(run.signal);
  } catch (refusal) {
    if (!(refusal instanceof AwsError)) throw refusal;
    const isEnded = refusal.kind === "expired" || refusal.kind === "invalid_credentials";
    return { kind: isEnded ? "sign_in" : "later" };
  }
  run.roles.forget(held.credentials);
  // A session of the role may have ended early: the next try takes a new one.
  if (error.kind === "expired" || chunk.refusals === 0) return { kind: "later" };
  return { kind: "refused", reason: refusalText(error, chunk) };
}

/**
 * Says what AWS has refused.
 *
 * @param error The error.
 * @returns Its code and text, or which role is missing; foreign text.
 */
export function noteOf(error: AwsError): string {
  if (error.operation === "sts:AssumeRole") return error.publicMessage;
  return `${error.awsCode} ${quoted(error.awsMessage)}`;
}

function refusalText(error: AwsError, { account, region }: Chunk): string {
  if (error.operation === "sts:AssumeRole") return `Not run: ${noteOf(error)}`;
  return `Not run: AWS refused ${error.operation} in account ${account}, ${region}: ` +
    noteOf(error);
}
