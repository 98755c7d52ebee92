/** QC reports: text in, data, verdicts and kernel groups out. */
export { distributionOf } from "./distribution.ts";
export { kernelGroups, type ReportedInstance } from "./kernel_groups.ts";
export {
  baseKernelOf,
  compareKernelVersions,
  isKernelVersion,
  newestFirst,
  parseKernelVersion,
} from "./kernel_version.ts";
export { parseQcReport } from "./parse_qc_report.ts";
export { qcVerdict } from "./qc_verdict.ts";
export type { Distribution, KernelGroup, KernelVersion, QcReport, QcVerdict } from "./view.ts";
