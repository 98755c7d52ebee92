import type { AccountId, Partition, Region } from "@/lib/base/mod.ts";
import type { ChangeInstance } from "@/lib/changes/mod.ts";

/** Servers that one question to AWS covers. */
export interface Cell {
  /** Their account. */
  readonly account: AccountId;
  /** Their region. */
  readonly region: Region;
  /** The region's partition. */
  readonly partition: Partition;
  /** At least one, at most 100. */
  readonly instances: readonly ChangeInstance[];
}

/** How many ids a filter takes (SSM API reference, InstanceInformationStringFilter). */
const MAX_INSTANCES = 100;

/**
 * Groups servers by account and region, and cuts the groups.
 *
 * @param instances The servers.
 * @returns Cells that hold every server once.
 */
export function cellsOf(instances: readonly ChangeInstance[]): readonly Cell[] {
  const places = Map.groupBy(instances, ({ account, region }) => `${account} ${region}`);
  return [...places.values()].flatMap(cut);
}

function cut(members: readonly ChangeInstance[]): readonly Cell[] {
  const [first, ...more] = members.slice(0, MAX_INSTANCES);
  if (!first) return [];
  const { account, region, partition } = first;
  const cell = { account, region, partition, instances: [first, ...more] };
  return [cell, ...cut(members.slice(MAX_INSTANCES))];
}
