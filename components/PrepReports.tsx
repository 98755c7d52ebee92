import type { JSX } from "preact";
import type { Change } from "@/lib/changes/view.ts";
import type { QcView } from "@/lib/patching/view.ts";
import { buttonClass } from "./button_class.ts";

/** The loaded change, and whether its report is the next step. */
export interface PrepReportsProps {
  readonly loaded: { readonly change: Change; readonly qc: QcView } | null;
  readonly isNext: boolean;
}

/** The reports of the change; one that cannot give anything yet says why. */
export function PrepReports({ loaded, isNext }: PrepReportsProps): JSX.Element {
  const report = loaded?.qc.step1
    ? `/api/changes/${loaded.change.number}/report?kind=full&format=`
    : null;
  return (
    <div class="prep-reports">
      {report
        ? (
          <>
            <a class={buttonClass(isNext)} href={`${report}md`} download>Full report</a>
            <a class="btn btn-outline-secondary" href={`${report}csv`} download>CSV</a>
            <a class="btn btn-outline-secondary" href={`${report}html`} download>HTML</a>
          </>
        )
        : <span class="muted">Full report: run step 1 first</span>}
      {loaded?.qc.step3
        ? (
          <a
            class="btn btn-outline-secondary"
            href={`/api/changes/${loaded.change.number}/report?kind=final&format=md`}
            download
          >
            Final report
          </a>
        )
        : <span class="muted">Final report: there is none yet</span>}
    </div>
  );
}
