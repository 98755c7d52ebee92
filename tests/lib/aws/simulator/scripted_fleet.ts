import assert from "node:assert/strict";
import type { Ssm, SsmInvocationOutput } from "@/lib/aws/mod.ts";
import { createScriptCatalog, renderScript, type ScriptValues } from "@/lib/scripts/mod.ts";
import { type FleetTruth, instanceId, type SimulatedAws } from "../simulated_aws.ts";

const CATALOG = createScriptCatalog();
const PER_COMMAND = 20;
/** Those of the sample credentials. */
const MANAGEMENT_ACCOUNTS: readonly string[] = ["111122223333", "012345678901"];

/** What the fleet says of a host after patching, and of its SFT server agent. */
export type HostTruth = FleetTruth["instances"][number] & {
  readonly distribution: string;
  readonly post: { readonly passes: boolean; readonly reasons: readonly string[] } | null;
  readonly sft: {
    readonly installed: boolean;
    readonly service: string;
    readonly tokens: { readonly device: boolean; readonly enrollment: boolean };
  };
  readonly qc: {
    readonly passes: boolean;
    readonly currentKernel: string;
    readonly availableKernels: readonly string[];
    readonly reasons: readonly string[];
  } | null;
};

/** The hosts of a platform that commands reach, as the fleet tells of them now. */
export async function reachableHosts(
  { control }: SimulatedAws,
  platform: string,
): Promise<readonly HostTruth[]> {
  const { instances } = await control<{ instances: readonly HostTruth[] }>("fleet");
  return instances.filter((host) => host.platform === platform && host.ping === "online");
}

/** The truth about these hosts as it is now. */
export async function truthOf(
  { control }: SimulatedAws,
  hosts: readonly HostTruth[],
): Promise<readonly HostTruth[]> {
  const { instances } = await control<{ instances: readonly HostTruth[] }>("fleet");
  return hosts.map((host) => {
    const found = instances.find((other) => other.instanceId === host.instanceId);
    assert.ok(found);
    return found;
  });
}

/** Systems Manager where a host is; another account's with its role. */
async function ssmFor(
  { aws, simulator }: SimulatedAws,
  { account, partition, region }: HostTruth,
): Promise<Ssm> {
  const { com, gov } = simulator.credentials;
  const own = partition === "aws" ? com : gov;
  if (MANAGEMENT_ACCOUNTS.includes(account)) return aws.ssm({ credentials: own, region });
  const credentials = await aws.sts({ credentials: own, region }).assumeRole({
    roleArn: `arn:${partition}:iam::${account}:role/OrganizationAccountAccessRole`,
    sessionName: "operator",
    durationSeconds: 900,
  });
  return aws.ssm({ credentials, region });
}

/** Runs a script of the catalog on hosts, as the product sends it, and returns how it ended. */
export async function runOn(
  simulated: SimulatedAws,
  hosts: readonly HostTruth[],
  { id, values = {}, runToken = `token-${crypto.randomUUID()}` }: {
    readonly id: string;
    readonly values?: ScriptValues;
    readonly runToken?: string;
  },
): Promise<ReadonlyMap<string, SsmInvocationOutput>> {
  const script = CATALOG.get(id);
  assert.ok(script, id);
  const { clock } = simulated;
  const results = new Map<string, SsmInvocationOutput>();
  const places = Map.groupBy(hosts, ({ account, region }) => `${account} ${region}`);
  for (const place of places.values()) {
    const [first] = place;
    assert.ok(first);
    const ssm = await ssmFor(simulated, first);
    for (let start = 0; start < place.length; start += PER_COMMAND) {
      const ids = place.slice(start, start + PER_COMMAND).map((host) =>
        instanceId(host.instanceId)
      );
      const { commandId } = await ssm.sendCommand({
        documentName: script.platform === "linux"
          ? "AWS-RunShellScript"
          : "AWS-RunPowerShellScript",
        instanceIds: ids,
        parameters: { commands: renderScript(script, { runToken, values }).split("\n") },
        comment: "test",
        deliveryTimeoutSeconds: 600,
        maxConcurrency: "50",
        maxErrors: "100%",
      });
      clock.pass(200);
      for (const id of ids) {
        results.set(id, await ssm.getCommandInvocation({ commandId, instanceId: id }));
        clock.pass(1);
      }
    }
  }
  return results;
}

/** How a script ended on a host. */
export function endOf(
  results: ReadonlyMap<string, SsmInvocationOutput>,
  { instanceId }: HostTruth,
): SsmInvocationOutput {
  const end = results.get(instanceId);
  assert.ok(end, instanceId);
  return end;
}
