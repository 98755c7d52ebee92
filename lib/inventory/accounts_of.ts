import { type AwsClients, AwsError, HOME_REGIONS } from "@/lib/aws/mod.ts";
import type { Partition } from "@/lib/base/mod.ts";
import type { HeldCredentials } from "@/lib/credentials/mod.ts";
import type { InventoryAccount } from "./view.ts";

/**
 * Asks AWS for the accounts of the organization. Only its management account or a delegated
 * administrator may list them (Organizations API reference, ListAccounts).
 *
 * @param aws AWS.
 * @param options Who asks, and in which partition.
 * @returns The accounts by name; the asking one alone where AWS does not show more.
 * @throws {AwsError} When AWS cannot be reached or refuses otherwise than by a missing permission.
 */
export async function accountsOf(
  aws: Pick<AwsClients, "organizations">,
  { held: { credentials, account }, partition }: {
    readonly held: HeldCredentials;
    readonly partition: Partition;
  },
): Promise<{
  readonly accounts: readonly InventoryAccount[];
  readonly isOwnAccountOnly: boolean;
}> {
  const region = HOME_REGIONS[partition];
  const organizations = aws.organizations({ credentials, account, region });
  const found: InventoryAccount[] = [];
  try {
    let nextToken: string | undefined;
    do {
      const page = await organizations.listAccounts({ nextToken });
      found.push(...page.items.map((each) => ({ ...each, partition })));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  } catch (error) {
    if (!(error instanceof AwsError) || error.kind !== "denied") throw error;
    const own = { id: account, name: "", partition, state: "ACTIVE" };
    return { accounts: [own], isOwnAccountOnly: true };
  }
  const accounts = found.toSorted((a, b) => a.name < b.name ? -1 : 1);
  return { accounts, isOwnAccountOnly: false };
}
