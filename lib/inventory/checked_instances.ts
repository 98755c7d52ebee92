import type { Change } from "@/lib/changes/mod.ts";
import { placeOf } from "./place_of.ts";
import type { CheckedInstance, ConnectivityView } from "./view.ts";

/**
 * Puts what is known beside each server of a change. The change may have been edited since: what
 * was found out elsewhere than where a server stands now does not count.
 *
 * @param change The change.
 * @param connectivity What was last found out, `null` when nobody has asked.
 * @returns The servers that need a look first, then those that are online.
 */
export function checkedInstances(
  { instances }: Pick<Change, "instances">,
  connectivity: ConnectivityView | null,
): readonly CheckedInstance[] {
  const byPlace = new Map(connectivity?.results.map((result) => [placeOf(result), result]));
  const checked = instances.map((instance) => ({
    instance,
    result: byPlace.get(placeOf(instance)),
  }));
  const isOnline = ({ result }: CheckedInstance) => result?.state === "online";
  return [...checked.filter((each) => !isOnline(each)), ...checked.filter(isOnline)];
}
