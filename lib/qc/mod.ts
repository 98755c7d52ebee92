/** QC and post reports: text in, data, verdicts and kernel groups out. */
export { distributionOf } from "./distribution.ts";
export { kernelGroups, type ReportedInstance } from "./kernel_groups.ts";
export {
  baseKernelOf,
  compareKernelVersions,
  isKernelVersion,
  newestFirst,
  parseKernelVersion,
} from "./kernel_version.ts";
export { type FinalSections, finalSections, parseFinalReport } from "./parse_final_report.ts";
export { parsePostReport, parseServerState } from "./parse_post_report.ts";
export { parseQcReport } from "./parse_qc_report.ts";
export { parseStagedKernel } from "./parse_staged_kernel.ts";
export { isSameKernel, postVerdict } from "./post_verdict.ts";
export { qcVerdict } from "./qc_verdict.ts";
export { stateDifferences } from "./state_differences.ts";
export {
  CRITICAL_SERVICES,
  type Distribution,
  type FinalReport,
  type KernelGroup,
  type KernelVersion,
  type PostReport,
  type QcReport,
  type QcVerdict,
  type ServerState,
  type ServiceState,
  type Staging,
  type StateDifference,
} from "./view.ts";
