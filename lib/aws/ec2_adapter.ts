import type { Instance } from "@aws-sdk/client-ec2";
import { parseAccountId, parsedOrThrow, parseInstanceId } from "@/lib/base/mod.ts";
import type { AwsCalls } from "./aws_calls.ts";
import type { ClientSettings } from "./client_settings.ts";
import type { Ec2, Ec2Instance } from "./ec2.ts";
import { lazy } from "./lazy.ts";

/**
 * Speaks to EC2 by the AWS SDK, which is loaded with the first call: it is the largest client.
 *
 * @param settings How the client is made.
 * @param calls What calls are made by.
 * @returns The port.
 */
export function ec2Adapter(settings: ClientSettings, calls: AwsCalls): Ec2 {
  const load = lazy(async () => {
    const sdk = await import("@aws-sdk/client-ec2");
    return { ...sdk, client: new sdk.EC2Client(settings) };
  });
  return {
    describeInstances: ({ instanceIds, maxResults, nextToken }, signal) =>
      calls.make("ec2:DescribeInstances", {
        signal,
        run: async (options) => {
          const { client, DescribeInstancesCommand } = await load();
          const reply = await client.send(
            new DescribeInstancesCommand({
              ...(instanceIds && { InstanceIds: [...instanceIds] }),
              MaxResults: maxResults,
              NextToken: nextToken,
            }),
            options,
          );
          const items = (reply.Reservations ?? []).flatMap(({ OwnerId = "", Instances = [] }) =>
            Instances.map((instance) => toInstance(instance, OwnerId))
          );
          return { items, nextToken: reply.NextToken || undefined };
        },
      }),
    describeRegions: (signal) =>
      calls.make("ec2:DescribeRegions", {
        signal,
        run: async (options) => {
          const { client, DescribeRegionsCommand } = await load();
          const { Regions = [] } = await client.send(new DescribeRegionsCommand({}), options);
          return Regions.flatMap(({ RegionName }) => RegionName ?? []);
        },
      }),
  };
}

function toInstance(instance: Instance, ownerId: string): Ec2Instance {
  const tags = Object.fromEntries(
    (instance.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]),
  );
  return {
    instanceId: parsedOrThrow(parseInstanceId(instance.InstanceId ?? "")),
    account: parsedOrThrow(parseAccountId(ownerId)),
    state: instance.State?.Name ?? "unknown",
    platform: instance.Platform?.toLowerCase() === "windows" ? "windows" : "linux",
    name: tags.Name ?? "",
    tags,
  };
}
