/** What pages and islands know of servers; types alone, so a browser may load them. */
import type { AccountId, InstanceId, Region } from "@/lib/base/view.ts";

/** Whether Systems Manager reaches a server, `error` when it could not be asked. */
export type ConnectivityState = "online" | "offline" | "not_registered" | "error";

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
}

/** The connectivity of some or all servers of a change. */
export interface ConnectivityView {
  /** One for each server, in the order of the change. */
  readonly results: readonly InstanceConnectivity[];
  /** The age of the oldest result, ISO 8601 in UTC. */
  readonly checkedAt: string;
}
