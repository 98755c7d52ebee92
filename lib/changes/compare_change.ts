import { isSamePlace } from "./same_instance.ts";
import type { ChangeComparison, ChangeDraft, ChangeInstance } from "./view.ts";

/**
 * Says what replacing a stored change by an upload would change.
 *
 * @param upload The uploaded change.
 * @param stored The servers of the stored change; none when there is no such change.
 * @returns The servers added, removed, and changed in account, region, platform or name.
 */
export function compareChange(
  upload: ChangeDraft,
  stored: readonly ChangeInstance[],
): ChangeComparison {
  const storedById = new Map(stored.map((instance) => [instance.instanceId, instance]));
  const uploadedIds = new Set(upload.instances.map(({ instanceId }) => instanceId));
  return {
    number: upload.number,
    added: idsOf(upload.instances.filter(({ instanceId }) => !storedById.has(instanceId))),
    removed: idsOf(stored.filter(({ instanceId }) => !uploadedIds.has(instanceId))),
    changed: upload.instances.flatMap((instance) => {
      const old = storedById.get(instance.instanceId);
      if (!old || isSame(old, instance)) return [];
      return [{ instanceId: instance.instanceId, old, new: instance }];
    }),
  };
}

function idsOf(instances: readonly ChangeInstance[]) {
  return instances.map(({ instanceId }) => instanceId);
}

function isSame(left: ChangeInstance, right: ChangeInstance): boolean {
  return isSamePlace(left, right) && left.platform === right.platform && left.name === right.name;
}
