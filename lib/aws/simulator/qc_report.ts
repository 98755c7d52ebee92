import { FULL_DISK, type Host } from "./host.ts";

/**
 * Prints what the patcher prints on a host: the report of the initial QC, in colours.
 *
 * @param host The host.
 * @returns The report's text.
 */
export function qcReport(host: Host): string {
  const { hostname, distribution, repositoriesWork, diskHasSpace } = host.traits;
  const crowdstrikeRuns = host.services.CrowdStrike === "running";
  const kernels = host.availableKernels.toReversed().map((kernel) =>
    `${distribution.kernelPackage}    ${kernel}    ${distribution.repository}`
  );
  return [
    yellow(`===== QC report for ${hostname} =====`),
    "(Server running since): 2026-08-02 03:12:44",
    `(Current running kernel version): ${host.runningKernel}`,
    `(Is Crowdstrike running): ${crowdstrikeRuns ? green("Yes") : "No"}`,
    `(Current Crowdstrike Version): ${crowdstrikeRuns ? "version = 7.23.17607.0" : ""}`,
    `(Test Repositories Result): ${repositoriesWork ? green("PASSED") : "FAILED"}`,
    `(Disk Space Check Result): ${diskHasSpace ? green("PASSED") : FULL_DISK}`,
    "(Available Kernel Updates):",
    ...kernels,
    yellow("========================================"),
    "",
  ].join("\n");
}

function green(text: string): string {
  return `\u001b[32m${text}\u001b[0m`;
}

function yellow(text: string): string {
  return `\u001b[33m${text}\u001b[0m`;
}
