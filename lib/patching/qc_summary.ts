import { parseQcReport, qcVerdict } from "@/lib/qc/mod.ts";

/**
 * Says in a line how QC ended on a server: a script that succeeded may have found a server that
 * must not be patched.
 *
 * @param stdout What the script of a QC step printed; foreign text.
 * @returns The verdict with the number of kernels, or with the reasons; empty when the output holds
 * no report.
 */
export function qcSummary(stdout: string): string {
  const report = parseQcReport(stdout);
  if (!report) return "";
  const { passes, reasons } = qcVerdict(report);
  if (!passes) return `QC failed: ${reasons.join("; ")}`;
  const count = report.availableKernels.length;
  return `QC passed, ${count || "no"} kernel${count > 1 ? "s" : ""} available`;
}
