/** What pages and islands know of servers; types alone, so a browser may load them. */
import type { AccountId, InstanceId, Region } from "@/lib/base/view.ts";
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
