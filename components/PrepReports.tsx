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
  const isFinal = loaded?.qc.step3 != null;
  return (
    <div class="prep-reports">
      {loaded?.qc.step1
        ? <Report change={loaded.change} kind="full" isNext={isNext && !isFinal} />
        : <span class="muted">Full report: run step 1 first</span>}
      {loaded && isFinal
        ? <Report change={loaded.change} kind="final" isNext={isNext} />
        : <span class="muted">Final report: run step 3 first</span>}
    </div>
  );
}

/** What a report is called, and what it is of: its other formats are called by that. */
const KINDS = {
  full: { title: "Full report", subject: "all steps" },
  final: { title: "Final report", subject: "step 3" },
  post: { title: "Post report", subject: "the validation" },
} as const;

/** A report of a change, as Markdown or in another format. */
export function Report(
  { change: { number }, kind, isNext }: {
    readonly change: Pick<Change, "number">;
    readonly kind: keyof typeof KINDS;
    readonly isNext: boolean;
  },
): JSX.Element {
  const address = `/api/changes/${number}/report?kind=${kind}&format=`;
  const { title, subject } = KINDS[kind];
  return (
    <span class="report-links">
      <a class={buttonClass(isNext)} href={`${address}md`} download>{title}</a>
      {(["csv", "html"] as const).map((format) => (
        <a
          key={format}
          class="btn btn-outline-secondary"
          href={`${address}${format}`}
          aria-label={`${format.toUpperCase()} of ${subject}`}
          download
        >
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
