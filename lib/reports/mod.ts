/** Reports: Markdown, CSV and HTML, escaped once at the edge; output made fit to be shown. */
export { attachmentHeaders } from "./attachment_headers.ts";
export { changeEvidence, type EvidenceSource } from "./change_evidence.ts";
export { csvText } from "./csv_text.ts";
export { evidenceLines, type EvidenceRecord } from "./evidence_chain.ts";
export { type ExecutionRecord, executionReport } from "./execution_report.ts";
export { causeViews, failureGroups } from "./failure_groups.ts";
export { markedText } from "./marked_text.ts";
export { outputRows } from "./output_rows.ts";
export { plainText } from "./plain_text.ts";
export { QC_REPORT_KINDS, qcReport, type QcReportKind } from "./qc_report.ts";
export type { QcReportSource } from "./qc_report_source.ts";
export type { Cell, ReportFile, ReportFormat } from "./report_document.ts";
export {
  type CauseView,
  failureCount,
  type FailureGroup,
  type OutputRow,
  type OutputSpan,
} from "./view.ts";
export { type EvidenceVerdict, verifyEvidence } from "./verify_evidence.ts";
