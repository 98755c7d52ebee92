import type { PrepReach } from "@/components/PrepReach.tsx";
import type { Change } from "@/lib/changes/mod.ts";
import type { StartRequest } from "@/lib/execution/mod.ts";
import { stageRequest, STEP1_SCRIPT_ID, STEP3_SCRIPT_ID } from "@/lib/patching/mod.ts";
import type { KernelGroup } from "@/lib/qc/mod.ts";
import { instancesIn } from "./reach.ts";

/** A change, and what of it is reached. */
export interface Reached {
  readonly change: Change;
  readonly reach: Pick<PrepReach, "part">;
}

/**
 * Makes the request of step 1 on all that is reached.
 *
 * @param reached The change, and what of it is reached.
 * @returns What to start; `null` when nothing is reached.
 */
export function step1Request({ change, reach: { part } }: Reached): StartRequest | null {
  if (part === null) return null;
  return {
    scriptId: STEP1_SCRIPT_ID,
    parameters: { change: change.number },
    change: change.number,
    ...part !== "all" && { instanceIds: [...instancesIn(change, part)] },
  };
}

/**
 * Narrows kernel groups to the servers that are reached.
 *
 * @param groups The kernel groups of the change.
 * @param reached The change, and what of it is reached.
 * @returns The groups that have such servers.
 */
export function reachedGroups(
  groups: readonly KernelGroup[],
  { change, reach: { part } }: Reached,
): readonly KernelGroup[] {
  const ids = new Set(part === null ? [] : instancesIn(change, part));
  return groups.map((group) => ({
    ...group,
    instances: group.instances.filter((id) => ids.has(id)),
  }))
    .filter(({ instances }) => instances.length > 0);
}

/**
 * Makes the request of step 2 with the newest kernel of each group, by which it is planned.
 *
 * @param groups The kernel groups that are reached.
 * @param reached The change.
 * @returns What to start; `null` when no group is offered a kernel.
 */
export function newestKernels(
  groups: readonly KernelGroup[],
  { change }: Pick<Reached, "change">,
): StartRequest | null {
  const selections = Object.fromEntries(
    groups.flatMap(({ name, availableKernels: [newest] }) =>
      newest === undefined ? [] : [[name, newest]]
    ),
  );
  const request = stageRequest(change, { kernelGroups: groups, selections });
  return request.kind === "chosen" ? request.start : null;
}

/**
 * Makes the request of step 3 on all that is reached; who may not take part is skipped.
 *
 * @param reached The change, and what of it is reached.
 * @returns What to start; `null` when nothing is reached.
 */
export function step3Request(reached: Reached): StartRequest | null {
  const request = step1Request(reached);
  return request && { ...request, scriptId: STEP3_SCRIPT_ID };
}
