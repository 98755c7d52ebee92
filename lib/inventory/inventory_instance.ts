import type { Ec2Instance, ManagedNode } from "@/lib/aws/mod.ts";
import { type AccountId, partitionOf, type Region } from "@/lib/base/mod.ts";
import type { InventoryInstance } from "./view.ts";

/**
 * Puts together what EC2 and Systems Manager say of a server.
 *
 * @param found What EC2 says.
 * @param options Where it was found, and the nodes that Systems Manager knows there; `null` while it
 * has not answered.
 * @returns The server.
 */
export function inventoryInstance(
  { instanceId, name, platform, state, tags }: Ec2Instance,
  { account, region, known }: {
    readonly account: AccountId;
    readonly region: Region;
    readonly known: ReadonlyMap<string, ManagedNode> | null;
  },
): InventoryInstance {
  const node = known?.get(instanceId);
  const seenMs = node?.lastPingAtMs;
  return {
    ...{ instanceId, name, account, region, platform, state, tags },
    partition: partitionOf(region),
    ping: known === null ? "unknown" : pingOf(node),
    lastPingAt: seenMs === undefined ? null : new Date(seenMs).toISOString(),
  };
}

function pingOf(node: ManagedNode | undefined): InventoryInstance["ping"] {
  if (!node) return "not_registered";
  return node.pingStatus === "Online" ? "online" : "offline";
}
