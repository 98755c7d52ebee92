import type { Secret } from "@/lib/base/mod.ts";

/** AWS Secrets Manager (API reference 2017-10-17). */
export interface SecretsManager {
  /**
   * Reads the current version of a secret text, by name or ARN. Throws `AwsError`: `not_found` for
   * an unknown or binary secret, else as AWS refuses; the signal's reason when the caller aborts.
   */
  getSecretValue(secretId: string, signal?: AbortSignal): Promise<Secret>;
}
