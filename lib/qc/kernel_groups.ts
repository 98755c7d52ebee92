import type { InstanceId } from "@/lib/base/mod.ts";
import { distributionOf } from "./distribution.ts";
import { baseKernelOf, newestFirst } from "./kernel_version.ts";
import { qcVerdict } from "./qc_verdict.ts";
import type { KernelGroup, QcReport } from "./view.ts";

/** A server and what it reported. */
export interface ReportedInstance {
  /** The server. */
  readonly instanceId: InstanceId;
  /** Its report, or `undefined` when it printed none. */
  readonly report: QcReport | undefined;
}

/**
 * Groups the servers that passed QC by distribution and base kernel. A server that passed and does
 * not tell its kernel is in the group `Unknown - Kernel unknown`, so that none is lost.
 *
 * @param reported Servers with their reports, each once; those that did not pass are left out.
 * @returns The groups, by name.
 */
export function kernelGroups(reported: readonly ReportedInstance[]): readonly KernelGroup[] {
  const passed = reported.filter(({ report }) => qcVerdict(report).passes);
  const byName = Map.groupBy(passed, ({ report }) => keyOf(report).name);
  return [...byName.values()].map(groupOf).sort(compareNames);
}

function groupOf(members: readonly ReportedInstance[]): KernelGroup {
  return {
    ...keyOf(members[0]?.report),
    instances: members.map(({ instanceId }) => instanceId),
    availableKernels: newestFirst(members.flatMap(({ report }) => report?.availableKernels ?? [])),
  };
}

function keyOf(
  report: QcReport | undefined,
): Pick<KernelGroup, "name" | "distribution" | "baseKernel"> {
  const kernel = report?.currentKernel;
  const distribution = kernel ? distributionOf(kernel) : "Unknown";
  const baseKernel = kernel ? baseKernelOf(kernel) : "unknown";
  return { name: `${distribution} - Kernel ${baseKernel}`, distribution, baseKernel };
}

function compareNames(left: KernelGroup, right: KernelGroup): number {
  return left.name.localeCompare(right.name, "en", { numeric: true });
}
