import type { ChangeInstance } from "@/lib/changes/mod.ts";
import { isSameKernel, stateDifferences } from "@/lib/qc/mod.ts";
import type { PatchProof, QcView, StepFailed, StepPassed } from "./view.ts";

/**
 * Puts what was known of each server before patching beside what validation found.
 *
 * @param instances The servers of the change.
 * @param qc How far the change is.
 * @returns A row for each server, in the order given.
 */
export function patchProofs(
  instances: readonly Pick<ChangeInstance, "instanceId" | "name">[],
  { step1, step2, step3, post }: Pick<QcView, "step1" | "step2" | "step3" | "post">,
): readonly PatchProof[] {
  const [initial, staged, last, after] = [
    reportsOf(step1),
    reportsOf(step2),
    reportsOf(step3),
    reportsOf(post),
  ];
  const [passed, failed] = [byId(post?.passed), byId(post?.failed)];
  return instances.map(({ instanceId, name }) => {
    const before = last.get(instanceId)?.serverState;
    const found = after.get(instanceId);
    const stagedKernel = staged.get(instanceId)?.stagedKernel ?? last.get(instanceId)?.targetKernel;
    const runningKernel = found?.runningKernel;
    return {
      instanceId,
      name,
      batchId: (passed.get(instanceId) ?? failed.get(instanceId))?.batchId ?? null,
      verdict: passed.has(instanceId) ? "passed" : failed.has(instanceId) ? "failed" : "not_run",
      reasons: failed.get(instanceId)?.reasons ?? [],
      kernelBefore: before?.runningKernel ?? initial.get(instanceId)?.currentKernel ?? null,
      stagedKernel: stagedKernel ?? null,
      runningKernel: runningKernel ?? null,
      isBootedIntoStaged: stagedKernel && runningKernel
        ? isSameKernel(stagedKernel, runningKernel)
        : null,
      differences: before && found ? stateDifferences(before, found) : null,
    };
  });
}

function byId<Each extends { readonly instanceId: string }>(
  all: readonly Each[] | undefined,
): ReadonlyMap<string, Each> {
  return new Map(all?.map((each) => [each.instanceId, each]));
}

function reportsOf<Report>(
  step: {
    readonly passed: readonly StepPassed<Report>[];
    readonly failed: readonly StepFailed<Report>[];
  } | null,
): ReadonlyMap<string, Report> {
  const reports = new Map<string, Report>(step?.passed.map((each) => [each.instanceId, each]));
  for (const { instanceId, report } of step?.failed ?? []) {
    if (report) reports.set(instanceId, report);
  }
  return reports;
}
