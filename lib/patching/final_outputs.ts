import type { InstanceId } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import type { BatchSummary, Executions } from "@/lib/execution/mod.ts";
import { type FinalSections, finalSections } from "@/lib/qc/mod.ts";

/** What step 3 printed on a server. */
export interface FinalOutput extends FinalSections {
  /** The server. */
  readonly instanceId: InstanceId;
  /** Its name for people; may be empty. Foreign text. */
  readonly name: string;
}

/**
 * Reads what the newest batch of step 3 printed on each server that has ended there.
 *
 * @param executions The batches and their results.
 * @param source The change, and the batches of step 3, the newest first.
 * @returns The texts, in the order of the change.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function finalOutputs(
  executions: Pick<Executions, "eachTarget">,
  { change: { instances }, batches }: {
    readonly change: Pick<Change, "instances">;
    readonly batches: AsyncIterable<BatchSummary>;
  },
): Promise<readonly FinalOutput[]> {
  const found = new Map<string, FinalOutput>();
  for await (const { batchId } of batches) {
    for await (const { instanceId, name, stdout } of executions.eachTarget(batchId)) {
      if (stdout === "" || found.has(instanceId)) continue;
      found.set(instanceId, { instanceId, name, ...finalSections(stdout) });
    }
    if (instances.every(({ instanceId }) => found.has(instanceId))) break;
  }
  return instances.flatMap(({ instanceId }) => found.get(instanceId) ?? []);
}
