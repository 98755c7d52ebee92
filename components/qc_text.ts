import type { BatchSummary, TargetView } from "@/lib/execution/view.ts";

const QC_SCRIPT_ID = "linux-qc-prep/step1-initial-qc";
const QC_PASSED = "QC passed";
const QC_FAILED = "QC failed: ";

/** What the QC of a batch's servers found. */
export interface QcCounts {
  readonly passed: number;
  readonly failed: number;
  /** Those that have not reported, or never will. */
  readonly others: number;
}

/** Tells whether the targets of a batch say in their summaries how their QC ended. */
export function isQc({ scriptId }: Pick<BatchSummary, "scriptId">): boolean {
  return scriptId === QC_SCRIPT_ID;
}

/** Tells whether QC failed on a server whose script succeeded. */
export function hasQcFailed({ state, summary }: Pick<TargetView, "state" | "summary">): boolean {
  return state === "success" && summary.startsWith(QC_FAILED);
}

/** Counts the verdicts of a batch's targets; `null` when there is none. */
export function qcCountsOf(targets: readonly TargetView[]): QcCounts | null {
  const failed = targets.filter(hasQcFailed).length;
  const passed =
    targets.filter(({ state, summary }) => state === "success" && summary.startsWith(QC_PASSED))
      .length;
  const others = targets.length - passed - failed;
  return passed + failed === 0 ? null : { passed, failed, others };
}

/** Says what QC found, such as `QC: 30 passed, 5 failed`. */
export function qcText({ passed, failed }: QcCounts): string {
  return `QC: ${passed} passed, ${failed} failed`;
}
