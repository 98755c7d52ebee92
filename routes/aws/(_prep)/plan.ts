import type { PrepReach } from "@/components/PrepReach.tsx";
import type { PrepPlan } from "@/components/PrepScope.tsx";
import { refusalError, type State } from "@/lib/app/mod.ts";
import { environmentOfPartition, type Partition, PARTITIONS, SECOND_MS } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import { STEP1_SCRIPT_ID } from "@/lib/patching/mod.ts";
import { instancesIn } from "./reach.ts";

/**
 * Tells what running step 1 takes, on the part of a change that is reached.
 *
 * @param state The request's.
 * @param work The change, and what of it is reached.
 * @returns The plan, or why nothing can be run.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function planOf(
  { services: { executions, clock }, session, sessionView }: State,
  { change, reach: { part } }: { readonly change: Change; readonly reach: PrepReach },
): Promise<PrepPlan> {
  if (!session || part === null) return { kind: "refused", reason: "Sign in first." };
  const result = await executions.plan(session, {
    scriptId: STEP1_SCRIPT_ID,
    parameters: { change: change.number },
    change: change.number,
    ...part !== "all" && { instanceIds: [...instancesIn(change, part)] },
  });
  if (result.kind !== "planned") {
    return { kind: "refused", reason: refusalError(result).publicMessage };
  }
  const { chunks, skipped, predictedSeconds } = result;
  const endMs = clock.now() + predictedSeconds * SECOND_MS;
  const partitions = new Set(chunks.map(({ partition }) => partition));
  return {
    kind: "planned",
    instances: chunks.reduce((sum, { instanceIds }) => sum + instanceIds.length, 0),
    commands: chunks.length,
    skipped,
    predictedEndAt: new Date(endMs).toISOString(),
    credentials: credentialsOf(sessionView, { partitions, endMs }),
  };
}

function credentialsOf(
  { environments }: State["sessionView"],
  { partitions, endMs }: { readonly partitions: ReadonlySet<Partition>; readonly endMs: number },
) {
  return PARTITIONS.filter((partition) => partitions.has(partition)).flatMap((partition) => {
    const environment = environmentOfPartition(partition);
    const expiresAt = environments[environment]?.expiresAt;
    return expiresAt ? [{ environment, expiresAt, isEnough: Date.parse(expiresAt) > endMs }] : [];
  });
}
