import type { PrepPlan } from "@/components/PrepScope.tsx";
import { refusalError, type State } from "@/lib/app/mod.ts";
import { environmentOfPartition, type Partition, PARTITIONS, SECOND_MS } from "@/lib/base/mod.ts";
import type { StartRequest } from "@/lib/execution/mod.ts";

/**
 * Tells what running a step takes.
 *
 * @param state The request's.
 * @param request What the step's button would start; `null` when nothing is reached.
 * @returns The plan, or why nothing can be run.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function planOf(
  { services: { executions, clock }, session, sessionView }: State,
  request: StartRequest | null,
): Promise<PrepPlan> {
  if (!session || request === null) return { kind: "refused", reason: "Sign in first." };
  const result = await executions.plan(session, request);
  if (result.kind !== "planned") {
    const { publicMessage, errors: [first] } = refusalError(result);
    return { kind: "refused", reason: first?.message ?? publicMessage };
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
