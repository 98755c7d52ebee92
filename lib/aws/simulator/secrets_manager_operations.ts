import { z } from "zod";
import { type Operation, parseInput } from "./operation.ts";
import { ServiceError } from "./service_error.ts";

const getSecretValueSchema = z.object({ SecretId: z.string().min(1).max(2_048) });

/** The secret that every account has: a made-up enrollment token. */
export const SAMPLE_SECRET_NAME = "pcm/sft-enrollment-token";
const SECRET_TEXT = "simulated-enrollment-token";

/** The operations of Secrets Manager. */
export const SECRETS_MANAGER_OPERATIONS: Readonly<Record<string, Operation>> = {
  GetSecretValue: (input, { world, caller: { partition, region, account }, nowMs }) => {
    const { SecretId } = parseInput(getSecretValueSchema, { input, service: "secretsmanager" });
    const arn =
      `arn:${partition}:secretsmanager:${region}:${account}:secret:${SAMPLE_SECRET_NAME}-AbCdEf`;
    if (SecretId !== SAMPLE_SECRET_NAME && SecretId !== arn) {
      throw new ServiceError("ResourceNotFoundException", {
        message: "Secrets Manager can't find the specified secret.",
      });
    }
    return {
      ARN: arn,
      Name: SAMPLE_SECRET_NAME,
      VersionId: world.random.hex(`secret:${account}`, 32),
      SecretString: SECRET_TEXT,
      VersionStages: ["AWSCURRENT"],
      CreatedDate: nowMs / 1_000,
    };
  },
};
