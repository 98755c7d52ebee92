import { type AwsClients, type AwsCredentials, AwsError } from "@/lib/aws/mod.ts";
import type { AccountId, InstanceId, Region } from "@/lib/base/mod.ts";
import { inventoryInstance } from "./inventory_instance.ts";
import type { InventoryInstance } from "./view.ts";

/**
 * Asks AWS for one server.
 *
 * @param aws AWS.
 * @param place The server and where it is, and credentials of its account.
 * @returns The server; `null` when EC2 does not know it there.
 * @throws {AwsError} When AWS refuses or cannot be reached.
 */
export async function oneInstance(
  aws: Pick<AwsClients, "ec2" | "ssm">,
  { credentials, account, region, instanceId }: {
    readonly credentials: AwsCredentials;
    readonly account: AccountId;
    readonly region: Region;
    readonly instanceId: InstanceId;
  },
): Promise<InventoryInstance | null> {
  const scope = { credentials, account, region };
  const instanceIds = [instanceId];
  try {
    const [{ items: [found] }, { items: nodes }] = await Promise.all([
      aws.ec2(scope).describeInstances({ instanceIds }),
      aws.ssm(scope).describeInstanceInformation({ instanceIds }),
    ]);
    const known = new Map(nodes.map((node) => [node.instanceId, node]));
    return found ? inventoryInstance(found, { account, region, known }) : null;
  } catch (error) {
    if (error instanceof AwsError && error.kind === "not_found") return null;
    throw error;
  }
}
