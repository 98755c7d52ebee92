import { SAMPLE_SECRET_NAME } from "./secrets_manager_operations.ts";

/** Environment variables by name. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Completes an environment for work against a simulated AWS. What is set stays as it is.
 *
 * @param env The environment; an empty variable counts as not set.
 * @param endpointUrl The simulator's address.
 * @returns The environment with an endpoint, a patcher's address and an enrollment secret.
 */
export function withSampleSettings(env: Environment, endpointUrl: string): Environment {
  const hasToken = Boolean(env.SFT_ENROLLMENT_TOKEN || env.SFT_ENROLLMENT_SECRET_ID);
  return {
    ...env,
    AWS_ENDPOINT_URL: endpointUrl,
    LINUX_PATCHER_URL: env.LINUX_PATCHER_URL || "https://patcher.example.com/LinuxPatcher.sh",
    ...(!hasToken && { SFT_ENROLLMENT_SECRET_ID: SAMPLE_SECRET_NAME }),
  };
}
