import type { JSX } from "preact";
import { hasEnded } from "@/lib/execution/view.ts";
import { buttonClass } from "./button_class.ts";
import { CsrfField } from "./CsrfField.tsx";
import type { ExecutionFormsProps } from "./ExecutionActions.tsx";
import { isRetryNext } from "./execution_text.ts";
import type { QcCounts } from "./qc_text.ts";
import { StateChip } from "./StateChip.tsx";
import { When } from "./When.tsx";

/** What follows from a batch. */
export interface ExecutionNextProps extends ExecutionFormsProps {
  /** What the QC of its servers found; `null` when it is no QC, or none has reported. */
  readonly qc: QcCounts | null;
  /** The number of the session's change; `null` for none. */
  readonly loadedChange: string | null;
}

/** Where the results of a script are shown beside those of the change. */
const RESULTS: ReadonlyMap<string, { readonly href: string; readonly page: string }> = new Map([
  ["linux-qc-prep/step1-initial-qc", prepResults(1)],
  ["linux-qc-prep/step2-stage-kernel", prepResults(2)],
  ["linux-qc-prep/step3-final-report", prepResults(3)],
  ["linux-qc-post/validate", { href: "/aws/linux-qc-patching-post#results", page: "QC post" }],
]);
const FORMATS = [["Markdown", "md"], ["CSV", "csv"], ["HTML", "html"], ["JSON", "json"]] as const;

/** What the run found beyond how it ended, what to do about it, and its reports. */
export function ExecutionNext(props: ExecutionNextProps): JSX.Element {
  const { batch, qc, retriedBy } = props;
  const ended = hasEnded(batch.state);
  return (
    <section class="panel" aria-label="What comes next">
      <div class="panel-body execution-next">
        {qc && <QcLine qc={qc} batchId={batch.batchId} />}
        {retriedBy && <RetriedBy retry={retriedBy} />}
        {ended && <NextStep {...props} />}
        <nav class="actions" aria-label="Reports">
          <span class="muted">{ended ? "Report of this run:" : "Report so far:"}</span>
          {FORMATS.map(([name, format]) => (
            <a
              key={format}
              class="btn btn-outline-secondary btn-sm"
              href={`/api/executions/${batch.batchId}/report?format=${format}`}
            >
              {name}
            </a>
          ))}
        </nav>
      </div>
    </section>
  );
}

function QcLine(
  { qc: { passed, failed, others }, batchId }: {
    readonly qc: QcCounts;
    readonly batchId: string;
  },
): JSX.Element {
  return (
    <p>
      QC: <strong class="text-success">{passed} passed</strong>,{" "}
      <strong class={failed > 0 ? "text-failed" : undefined}>{failed} failed</strong>
      {failed > 0 && (
        <>
          {" "}(<a href={`/executions/${batchId}?q=QC+failed#targets`}>show</a>)
        </>
      )}
      {others > 0 && `, ${others} without a result`}
    </p>
  );
}

function RetriedBy(
  { retry: { batchId, createdAt, state } }: {
    readonly retry: NonNullable<ExecutionFormsProps["retriedBy"]>;
  },
): JSX.Element {
  return (
    <p class="actions">
      <span>
        Retried by <a href={`/executions/${batchId}`}>a later run</a>, started{" "}
        <When iso={createdAt} />
      </span>
      <StateChip state={state} />
    </p>
  );
}

function NextStep(props: ExecutionNextProps): JSX.Element {
  const { batch: { counts, change, scriptId }, retriedBy, loadedChange } = props;
  const retryFirst = isRetryNext(counts, retriedBy);
  const results = RESULTS.get(scriptId);
  if (change === null || !results) {
    return <p>{`Next: ${retryFirst ? "retry what failed, then " : ""}hand over a report.`}</p>;
  }
  // The page's one solid button, unless something is to be retried first.
  const look = `btn-sm ${buttonClass(!retryFirst)}`;
  return (
    <div class="actions">
      <span class="muted">Next:</span>
      {change === loadedChange
        ? <a class={look} href={results.href}>Results on the {results.page} page</a>
        : (
          <form method="post" action="/changes">
            <CsrfField token={props.csrfToken} />
            <input type="hidden" name="next" value={results.href} />
            <input type="hidden" name="number" value={change} />
            <button type="submit" class={look} name="intent" value="load">
              Load {change} and show its results
            </button>
          </form>
        )}
    </div>
  );
}

function prepResults(step: 1 | 2 | 3) {
  return { href: `/aws/linux-qc-patching-prep#results-${step}`, page: "QC prep" };
}
