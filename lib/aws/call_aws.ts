import { AwsError } from "./aws_error.ts";
import { toAwsError } from "./to_aws_error.ts";

/**
 * Makes one SDK call.
 *
 * @param operation The call, for example `ssm:SendCommand`.
 * @param options The caller's signal, and what makes the call.
 * @returns What the call gave.
 * @throws {AwsError} When AWS refuses or cannot be reached.
 * @throws The signal's reason when the caller aborted.
 */
export async function callAws<T>(
  operation: string,
  { signal, run }: {
    readonly signal: AbortSignal | undefined;
    readonly run: (options: { readonly abortSignal?: AbortSignal }) => Promise<T>;
  },
): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await run(signal ? { abortSignal: signal } : {});
  } catch (thrown) {
    signal?.throwIfAborted();
    throw thrown instanceof AwsError ? thrown : toAwsError(thrown, operation);
  }
}
