import { parseAccountId, parsedOrThrow, Secret } from "@/lib/base/mod.ts";
import { AwsError } from "./aws_error.ts";
import type { AwsCalls } from "./aws_calls.ts";
import type { ClientSettings } from "./client_settings.ts";
import { lazy } from "./lazy.ts";
import type { Sts } from "./sts.ts";

/**
 * Speaks to STS by the AWS SDK, which is loaded with the first call.
 *
 * @param settings How the client is made.
 * @param calls What calls are made by.
 * @returns The port.
 */
export function stsAdapter(settings: ClientSettings, calls: AwsCalls): Sts {
  const load = lazy(async () => {
    const sdk = await import("@aws-sdk/client-sts");
    return { ...sdk, client: new sdk.STSClient(settings) };
  });
  return {
    getCallerIdentity: (signal) =>
      calls.make("sts:GetCallerIdentity", {
        signal,
        run: async (options) => {
          const { client, GetCallerIdentityCommand } = await load();
          const { Account = "", Arn = "", UserId = "" } = await client.send(
            new GetCallerIdentityCommand({}),
            options,
          );
          return { account: parsedOrThrow(parseAccountId(Account)), arn: Arn, userId: UserId };
        },
      }),
    assumeRole: ({ roleArn, sessionName, durationSeconds }, signal) =>
      calls.make("sts:AssumeRole", {
        signal,
        run: async (options) => {
          const { client, AssumeRoleCommand } = await load();
          const { Credentials } = await client.send(
            new AssumeRoleCommand({
              RoleArn: roleArn,
              RoleSessionName: sessionName,
              DurationSeconds: durationSeconds,
            }),
            options,
          );
          const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
          if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
            throw new AwsError({
              kind: "server",
              operation: "sts:AssumeRole",
              awsCode: "IncompleteReply",
              awsMessage: "The reply lacks credentials: expected keys, a token and their end",
            });
          }
          return {
            accessKeyId: AccessKeyId,
            secretAccessKey: new Secret(SecretAccessKey),
            sessionToken: new Secret(SessionToken),
            expiresAtMs: Expiration.getTime(),
          };
        },
      }),
  };
}
