import { z } from "zod";
import { isInstanceId } from "@/lib/base/mod.ts";
import { filteredHosts, tagsOf } from "./ec2_filters.ts";
import { enabledRegions } from "./fleet.ts";
import type { Host } from "./host.ts";
import { type Operation, type OperationContext, parseInput } from "./operation.ts";
import { pageOf } from "./pages.ts";
import { ServiceError } from "./service_error.ts";
import { escapeXml } from "./xml.ts";

const describeInstancesSchema = z.record(z.string(), z.string());
const maxResultsSchema = z.coerce.number().int().min(5).max(1_000).default(1_000);

/** The operations of EC2. */
export const EC2_OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeInstances: (input, context) => {
    const fields = parseInput(describeInstancesSchema, { input, service: "ec2" });
    const ids = Object.keys(fields).filter((name) => /^InstanceId\.\d+$/.test(name))
      .map((name) => fields[name] ?? "");
    return ids.length > 0
      ? namedInstances(ids, { fields, context })
      : instancePage(fields, context);
  },
  DescribeRegions: (_input, { world: { fleet }, caller: { partition } }) => {
    const items = enabledRegions(fleet, partition).map((region) =>
      `<item><regionName>${region}</regionName>` +
      `<regionEndpoint>ec2.${region}.amazonaws.com</regionEndpoint>` +
      `<optInStatus>opt-in-not-required</optInStatus></item>`
    );
    return `<regionInfo>${items.join("")}</regionInfo>`;
  },
};

function namedInstances(
  ids: readonly string[],
  { fields, context }: {
    readonly fields: Readonly<Record<string, string>>;
    readonly context: OperationContext;
  },
): string {
  if ("MaxResults" in fields) {
    throw new ServiceError("InvalidParameterCombination", {
      message: "The parameter instancesSet cannot be used with the parameter maxResults",
    });
  }
  const malformed = ids.find((id) => !isInstanceId(id));
  if (malformed !== undefined) {
    throw new ServiceError("InvalidInstanceID.Malformed", {
      message: `Invalid id: "${malformed}"`,
    });
  }
  const hosts = ownHosts(context);
  const unknown = ids.filter((id) => !hosts.some(({ traits }) => traits.instanceId === id));
  if (unknown.length > 0) {
    throw new ServiceError("InvalidInstanceID.NotFound", {
      message: `The instance IDs '${unknown.join(", ")}' do not exist`,
    });
  }
  const named = hosts.filter(({ traits }) => ids.includes(traits.instanceId));
  return reservations(filteredHosts(named, fields));
}

function instancePage(
  fields: Readonly<Record<string, string>>,
  context: OperationContext,
): string {
  const { account, region } = context.caller;
  const { NextToken, MaxResults, ...filters } = fields;
  const { items, nextToken } = pageOf(filteredHosts(ownHosts(context), filters), {
    question: ["DescribeInstances", account, region, filters],
    nextToken: NextToken,
    size: parseInput(maxResultsSchema, { input: MaxResults, service: "ec2" }),
    random: context.world.random,
    refuse: () => new ServiceError("InvalidNextToken", { message: "The token is not valid" }),
  });
  return reservations(items) + (nextToken ? `<nextToken>${nextToken}</nextToken>` : "");
}

function ownHosts({ world, caller }: OperationContext): readonly Host[] {
  return [...world.fleet.hosts.values()].filter(({ traits }) =>
    traits.account === caller.account && traits.region === caller.region
  );
}

function reservations(hosts: readonly Host[]): string {
  return `<reservationSet>${hosts.map(reservation).join("")}</reservationSet>`;
}

function reservation(host: Host): string {
  const { instanceId, account, distribution: { platform } } = host.traits;
  const windows = platform === "windows";
  const tags = Object.entries(tagsOf(host)).map(([key, value]) =>
    `<item><key>${key}</key><value>${escapeXml(value)}</value></item>`
  );
  return `<item><reservationId>r-${instanceId.slice(2)}</reservationId>` +
    `<ownerId>${account}</ownerId><groupSet/><instancesSet><item>` +
    `<instanceId>${instanceId}</instanceId>` +
    `<instanceState><code>16</code><name>running</name></instanceState>` +
    `<instanceType>m6i.large</instanceType>${windows ? "<platform>windows</platform>" : ""}` +
    `<platformDetails>${windows ? "Windows" : "Linux/UNIX"}</platformDetails>` +
    `<tagSet>${tags.join("")}</tagSet></item></instancesSet></item>`;
}
