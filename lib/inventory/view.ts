/** What pages and islands know of servers; types alone, so a browser may load them. */
import type { AccountId, InstanceId, Partition, Region } from "@/lib/base/view.ts";
import type { ChangeInstance } from "@/lib/changes/view.ts";

/** Whether Systems Manager reaches a server, `error` when it could not be asked. */
export type ConnectivityState = "online" | "offline" | "not_registered" | "error";

/** What Systems Manager last said of a server. */
export interface KnownConnectivity {
  /** Whether it was reached. */
  readonly state: Exclude<ConnectivityState, "error">;
  /** When that was, ISO 8601 in UTC. */
  readonly checkedAt: string;
}

/** What Systems Manager says of one server. */
export interface InstanceConnectivity {
  /** The server. */
  readonly instanceId: InstanceId;
  /** The account it was looked for in. */
  readonly account: AccountId;
  /** The region it was looked for in. */
  readonly region: Region;
  /** Whether it is reached. */
  readonly state: ConnectivityState;
  /** AWS's own word; minutes old at worst. */
  readonly pingStatus?: string | undefined;
  /** The agent's last sign of life, ISO 8601 in UTC. */
  readonly lastPingAt?: string | undefined;
  /** The agent's version. */
  readonly agentVersion?: string | undefined;
  /** Why it is not reached, or what else is odd. */
  readonly message?: string | undefined;
  /** When AWS was asked about this server, ISO 8601 in UTC. */
  readonly checkedAt: string;
  /** What was known before, where AWS could not be asked now. */
  readonly known?: KnownConnectivity | undefined;
}

/** The connectivity of some or all servers of a change. */
export interface ConnectivityView {
  /** One for each server, in the order of the change. */
  readonly results: readonly InstanceConnectivity[];
  /** The age of the oldest result, ISO 8601 in UTC. */
  readonly checkedAt: string;
}

/** A server of a change, and what is known of it. */
export interface CheckedInstance {
  /** The server. */
  readonly instance: ChangeInstance;
  /** What was last found out where it stands; `undefined` when nobody has asked. */
  readonly result: InstanceConnectivity | undefined;
}

/** A server as EC2 and Systems Manager know it. Name and tags are foreign text. */
export interface InventoryInstance {
  /** The server. */
  readonly instanceId: InstanceId;
  /** The tag `Name`, or nothing. */
  readonly name: string;
  /** The account it belongs to. */
  readonly account: AccountId;
  /** The region it runs in. */
  readonly region: Region;
  /** The region's partition. */
  readonly partition: Partition;
  /** EC2 names Windows; all else counts as Linux. */
  readonly platform: "linux" | "windows";
  /** EC2's word for the state: `running`, `stopped`, … */
  readonly state: string;
  /** Whether Systems Manager reaches it; `unknown` while it has not answered. */
  readonly ping: "online" | "offline" | "not_registered" | "unknown";
  /** The agent's last sign of life, ISO 8601 in UTC. */
  readonly lastPingAt: string | null;
  /** All tags by key. */
  readonly tags: Readonly<Record<string, string>>;
}

/** A region that could not be read. */
export interface RegionFailure {
  /** The region. */
  readonly region: Region;
  /** Why, for the operator. */
  readonly message: string;
}

/** A page of the servers of an account. */
export interface InventoryView {
  /** The account. */
  readonly account: AccountId;
  /** The page, in the order of region, name and id. */
  readonly items: readonly InventoryInstance[];
  /** How many servers fit the filter. */
  readonly matching: number;
  /** Where the next page begins; `null` on the last. */
  readonly nextCursor: string | null;
  /** How many regions have been read, the failed ones too. */
  readonly scannedRegions: number;
  /** How many there are; 0 while that is not known. */
  readonly totalRegions: number;
  /** What could not be read. */
  readonly failures: readonly RegionFailure[];
  /** Whether nothing more will come. */
  readonly complete: boolean;
  /** When AWS was asked, ISO 8601 in UTC. */
  readonly askedAt: string;
}

/** An account that an operator may look into. */
export interface InventoryAccount {
  /** Its id. */
  readonly id: AccountId;
  /** Foreign text; empty where AWS does not tell it. */
  readonly name: string;
  /** Commercial or GovCloud. */
  readonly partition: Partition;
  /** `ACTIVE`, `SUSPENDED`, `PENDING_ACTIVATION`, `PENDING_CLOSURE` or `CLOSED`. */
  readonly state: string;
}

/** A page of the accounts that an operator may look into. */
export interface AccountsView {
  /** The accounts, by name. */
  readonly items: readonly InventoryAccount[];
  /** Where the next page begins; `null` on the last. */
  readonly nextCursor: string | null;
  /** Whether AWS shows no other account than the signed-in one: it is not the management account. */
  readonly isOwnAccountOnly: boolean;
}
