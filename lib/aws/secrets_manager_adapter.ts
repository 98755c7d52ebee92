import { Secret } from "@/lib/base/mod.ts";
import { AwsError } from "./aws_error.ts";
import type { AwsCalls } from "./aws_calls.ts";
import type { ClientSettings } from "./client_settings.ts";
import { lazy } from "./lazy.ts";
import type { SecretsManager } from "./secrets_manager.ts";

const OPERATION = "secretsmanager:GetSecretValue";

/**
 * Speaks to Secrets Manager by the AWS SDK, which is loaded with the first call.
 *
 * @param settings How the client is made.
 * @param calls What calls are made by.
 * @returns The port.
 */
export function secretsManagerAdapter(settings: ClientSettings, calls: AwsCalls): SecretsManager {
  const load = lazy(async () => {
    const sdk = await import("@aws-sdk/client-secrets-manager");
    return { ...sdk, client: new sdk.SecretsManagerClient(settings) };
  });
  return {
    getSecretValue: async (secretId, signal) => {
      const { SecretString } = await calls.make(OPERATION, {
        signal,
        run: async (options) => {
          const { client, GetSecretValueCommand } = await load();
          return await client.send(new GetSecretValueCommand({ SecretId: secretId }), options);
        },
      });
      if (SecretString !== undefined) return new Secret(SecretString);
      throw new AwsError({
        kind: "not_found",
        operation: OPERATION,
        awsCode: "SecretBinary",
        awsMessage: "The secret is binary: expected text",
      });
    },
  };
}
