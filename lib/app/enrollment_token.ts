import type { AwsClients } from "@/lib/aws/mod.ts";
import { HOME_REGIONS } from "@/lib/aws/mod.ts";
import { isRegion } from "@/lib/base/mod.ts";
import type { Config } from "@/lib/config/mod.ts";
import type { SecretSetting } from "@/lib/execution/mod.ts";

/** In an ARN the region is the fourth part (IAM User Guide, "ARN format"). */
const REGION_PART = 3;

/**
 * Tells how the SFT enrollment token is got: from the environment, or from Secrets Manager with the
 * credentials of whoever runs the script. It is read when a command is sent, and kept nowhere.
 *
 * @param config The token, or the name or ARN of the secret that holds it.
 * @param aws Secrets Manager.
 * @returns What reads it, or `undefined` when neither is configured.
 */
export function enrollmentToken(
  { enrollmentToken: token, enrollmentSecretId: secretId }: Config["sft"],
  aws: Pick<AwsClients, "secretsManager">,
): SecretSetting | undefined {
  if (token) return () => Promise.resolve(token);
  if (secretId === undefined) return undefined;
  const named = secretId.startsWith("arn:") ? secretId.split(":")[REGION_PART] : undefined;
  return ({ partition, held: { credentials, account }, signal }) => {
    const region = isRegion(named) ? named : HOME_REGIONS[partition];
    return aws.secretsManager({ credentials, account, region }).getSecretValue(secretId, signal);
  };
}
