import type { AwsClients, AwsCredentials, Ec2Instance, ManagedNode } from "@/lib/aws/mod.ts";
import type { AccountId, Region } from "@/lib/base/mod.ts";
import { inventoryInstance } from "./inventory_instance.ts";
import type { InventoryInstance } from "./view.ts";

/** The region that is read, and as whom. */
export interface ScanRegionOptions {
  /** AWS. */
  readonly aws: Pick<AwsClients, "ec2" | "ssm">;
  /** Credentials of the account. */
  readonly credentials: AwsCredentials;
  /** The account. */
  readonly account: AccountId;
  /** The region. */
  readonly region: Region;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  /** Told all servers found so far, after each page. */
  readonly onPage: (instances: readonly InventoryInstance[]) => void;
}

/** EC2 gives at most 1,000; smaller pages are seen sooner. */
const PAGE_SIZE = 200;
/** What EC2 keeps for an hour of a server that is gone. */
const GONE = ["terminated", "shutting-down"];

/**
 * Lists the servers of a region page by page, and what Systems Manager says of them.
 *
 * @param options The region, as whom, and who is told.
 * @throws {AwsError} When AWS refuses or cannot be reached; the signal's reason when it ends it.
 */
export async function scanRegion(options: ScanRegionOptions): Promise<void> {
  const nodes = nodesOf(options);
  // Should EC2 refuse first, nobody waits for Systems Manager.
  nodes.catch(() => undefined);
  const { account, region, onPage } = options;
  const found: Ec2Instance[] = [];
  const told = (known: ReadonlyMap<string, ManagedNode> | null) =>
    onPage(found.map((each) => inventoryInstance(each, { account, region, known })));
  for await (const page of instancePages(options)) {
    found.push(...page.filter(({ state }) => !GONE.includes(state)));
    told(null);
  }
  told(await nodes);
}

async function* instancePages(
  { aws, credentials, account, region, signal }: ScanRegionOptions,
): AsyncGenerator<readonly Ec2Instance[]> {
  const ec2 = aws.ec2({ credentials, account, region });
  let nextToken: string | undefined;
  do {
    const page = await ec2.describeInstances({ maxResults: PAGE_SIZE, nextToken }, signal);
    yield page.items;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

async function nodesOf(
  { aws, credentials, account, region, signal }: ScanRegionOptions,
): Promise<ReadonlyMap<string, ManagedNode>> {
  const ssm = aws.ssm({ credentials, account, region });
  const nodes = new Map<string, ManagedNode>();
  let nextToken: string | undefined;
  do {
    const page = await ssm.describeInstanceInformation({ nextToken }, signal);
    for (const node of page.items) nodes.set(node.instanceId, node);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return nodes;
}
