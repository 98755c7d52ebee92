import { AwsError, HOME_REGIONS } from "@/lib/aws/mod.ts";
import { AppError, type Environment, partitionOfEnvironment } from "@/lib/base/mod.ts";
import type { Config } from "@/lib/config/mod.ts";

/**
 * Asks STS something. When it cannot be reached, the error names the host, so that whoever signs in
 * knows which way is closed.
 *
 * @param ask Asks.
 * @param place Which STS, and whether its endpoint is replaced.
 * @returns The answer.
 * @throws {AppError} `aws_unreachable` (503) naming the host, and whatever else `ask` throws.
 */
export async function reachingSts<Answer>(
  ask: () => Promise<Answer>,
  { environment, config }: { readonly environment: Environment; readonly config: Config },
): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    const isUnreachable = cause instanceof AwsError &&
      ["unreachable", "server"].includes(cause.kind);
    if (!isUnreachable) throw cause;
    const { endpointUrl } = config.aws;
    const region = HOME_REGIONS[partitionOfEnvironment(environment)];
    const host = endpointUrl ? new URL(endpointUrl).host : `sts.${region}.amazonaws.com`;
    throw new AppError(`Cannot reach ${host}: ${cause.message}`, {
      code: cause.code,
      status: cause.status,
      publicMessage: `AWS cannot be reached at ${host}. Try again shortly.`,
      headers: cause.headers,
      cause,
    });
  }
}
