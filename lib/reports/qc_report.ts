import { AppError, type ChangeNumber } from "@/lib/base/mod.ts";
import { finalReport } from "./final_report.ts";
import { fullReport } from "./full_report.ts";
import { postReport } from "./post_report.ts";
import type { QcReportSource } from "./qc_report_source.ts";
import type { ReportDocument, ReportFile, ReportFormat } from "./report_document.ts";
import { reportFile } from "./report_file.ts";

/** The reports of a change. */
export const QC_REPORT_KINDS = ["full", "final", "post"] as const;

/** Which report of a change. */
export type QcReportKind = typeof QC_REPORT_KINDS[number];

/**
 * Writes a report of a change's patching; every instance of the change is in it, each with a
 * verdict, and one that was never checked says so.
 *
 * @param source The change and how far it is.
 * @param options Which report, and in which format.
 * @returns The file, named by the change; secrets are masked.
 * @throws {AppError} `report_not_ready` (404) when the step that it reports has not run.
 */
export function qcReport(
  source: QcReportSource,
  { kind, format }: { readonly kind: QcReportKind; readonly format: ReportFormat },
): ReportFile {
  const { number } = source.change;
  return reportFile(documentOf(source, kind), { name: `${number}-${kind}-report`, format });
}

function documentOf(source: QcReportSource, kind: QcReportKind): ReportDocument {
  const { change: { number }, qc: { step1, step3, post } } = source;
  switch (kind) {
    case "full":
      if (!step1) throw notReady(number, "Step 1, initial QC,");
      return fullReport(source);
    case "final":
      if (!step3) throw notReady(number, "Step 3, final report,");
      return finalReport(source, step3);
    case "post":
      if (!post) throw notReady(number, "The validation after patching");
      return postReport(source, post);
  }
}

function notReady(number: ChangeNumber, step: string): AppError {
  const publicMessage = `${step} has not run for the change ${number}: ` +
    "run it first, then there is a report.";
  return new AppError(publicMessage, { code: "report_not_ready", status: 404, publicMessage });
}
