import {
  type FinalReport,
  parseFinalReport,
  parsePostReport,
  parseQcReport,
  parseStagedKernel,
  type PostReport,
  postVerdict,
  type QcReport,
  qcVerdict,
  type Staging,
} from "@/lib/qc/mod.ts";

/** How the output of a step is read. */
export interface Judgement<Report> {
  /** Reads what the script printed; `undefined` when that holds no report. */
  readonly parse: (stdout: string) => Report | undefined;
  /** What speaks against a server, for people; nothing when it passes. */
  readonly reasons: (report: Report | undefined) => readonly string[];
  /** Whether the script itself fails where its report does, so that its exit code says no more. */
  readonly isVerdictExitCode: boolean;
}

/** Step 1: the report passes. */
export const QC_JUDGEMENT: Judgement<QcReport> = {
  parse: parseQcReport,
  reasons: (report) => qcVerdict(report).reasons,
  isVerdictExitCode: false,
};

/** Step 2: the script names the kernel that it has staged. */
export const STAGING_JUDGEMENT: Judgement<Staging> = {
  parse: parseStagedKernel,
  reasons: (report) => report ? [] : ["The server does not say which kernel was staged"],
  isVerdictExitCode: false,
};

/** Step 3: the report still passes, and there is a patch script that installs a kernel. */
export const FINAL_JUDGEMENT: Judgement<FinalReport> = {
  parse: parseFinalReport,
  reasons: (report) => [
    ...qcVerdict(report).reasons,
    ...report && report.targetKernel === undefined ? ["The patch script installs no kernel"] : [],
  ],
  isVerdictExitCode: false,
};

/** Validation: the staged kernel and every installed critical service run. */
export const POST_JUDGEMENT: Judgement<PostReport> = {
  parse: parsePostReport,
  reasons: (report) => postVerdict(report).reasons,
  isVerdictExitCode: true,
};
