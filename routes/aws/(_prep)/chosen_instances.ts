import { countText } from "@/components/count_text.ts";
import type { PrepSelection } from "@/components/PrepScope.tsx";
import type { Change } from "@/lib/changes/mod.ts";
import { instancesIn } from "./reach.ts";

/**
 * Lists the servers that are chosen. Ids are given as they were ticked: the engine refuses those that
 * are not the change's.
 *
 * @param selection What is chosen in the form.
 * @param change The change.
 * @returns Their ids; empty when nothing is chosen.
 */
export function chosenInstances(
  { scope, ticked }: PrepSelection,
  change: Change,
): readonly string[] {
  if (scope === null) return [];
  return scope === "selected" ? [...ticked] : instancesIn(change, scope);
}

/**
 * Says what is wrong with a selection: an empty or contradictory one runs nothing, never all by
 * accident.
 *
 * @param selection What is chosen in the form.
 * @param chosen How many servers that are.
 * @returns The fault, `undefined` when there is none.
 */
export function selectionFault(
  { scope, ticked }: PrepSelection,
  chosen: number,
): string | undefined {
  if (scope !== "selected" && scope !== null && ticked.size > 0) {
    const are = `${countText(ticked.size, "instance")} ${ticked.size === 1 ? "is" : "are"}`;
    return `${are} ticked: choose "Only the ones ticked", or untick what is not meant`;
  }
  if (chosen > 0) return undefined;
  if (scope === "com" || scope === "gov") {
    return `The change has no instance in ${scope.toUpperCase()}`;
  }
  return "Tick at least one instance under Connectivity, or choose all of them";
}
