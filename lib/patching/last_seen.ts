import type { ChangeNumber } from "@/lib/base/mod.ts";
import type { Executions, TargetState } from "@/lib/execution/mod.ts";
import { stepBatches } from "./step_batches.ts";

/** States in which the server itself has answered. */
const ANSWERED: readonly TargetState[] = ["success", "failed"];
/** The most servers that a batch has. */
const ALL = 10_000;

/**
 * Tells when each server of a change last ended a script, of whatever kind.
 *
 * @param executions The batches and their results.
 * @param change The change.
 * @returns Ms since 1970 by the id of the server; those that never answered are missing.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function lastSeen(
  executions: Pick<Executions, "list" | "targets">,
  change: ChangeNumber,
): Promise<ReadonlyMap<string, number>> {
  const seenAtMs = new Map<string, number>();
  for await (const { batchId } of stepBatches(executions, { change })) {
    const page = await executions.targets(batchId, { limit: ALL });
    for (const { instanceId, state, endedAt } of page?.items ?? []) {
      if (endedAt === null || !ANSWERED.includes(state)) continue;
      seenAtMs.set(instanceId, Math.max(seenAtMs.get(instanceId) ?? 0, Date.parse(endedAt)));
    }
  }
  return seenAtMs;
}
