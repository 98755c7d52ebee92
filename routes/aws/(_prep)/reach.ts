import type { PrepPart, PrepReach } from "@/components/PrepReach.tsx";
import type { State } from "@/lib/app/mod.ts";
import { environmentOfPartition, type InstanceId, PARTITIONS } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";

/**
 * Tells which part of a change the session's credentials reach.
 *
 * @param state The request's.
 * @param change The change.
 * @returns All of it, the part in one environment, or none; and what is left out.
 */
export function reachOf(
  { sessionView }: Pick<State, "sessionView">,
  change: Pick<Change, "instances">,
): PrepReach {
  const places = PARTITIONS.map(environmentOfPartition).map((environment) => ({
    environment,
    instances: instancesIn(change, environment).length,
  })).filter(({ instances }) => instances > 0);
  const isMissing = ({ environment }: (typeof places)[number]) =>
    sessionView.environments[environment] === null;
  const [missing, held] = [places.filter(isMissing), places.filter((each) => !isMissing(each))];
  const part = missing.length === 0 ? "all" : held[0]?.environment ?? null;
  return { part, instances: held.reduce((sum, { instances }) => sum + instances, 0), missing };
}

/**
 * Lists the servers in a part of a change.
 *
 * @param change The change.
 * @param part Which part.
 * @returns Their ids; empty when it has none there.
 */
export function instancesIn(
  { instances }: Pick<Change, "instances">,
  part: PrepPart,
): readonly InstanceId[] {
  return instances
    .filter(({ partition }) => part === "all" || environmentOfPartition(partition) === part)
    .map(({ instanceId }) => instanceId);
}
