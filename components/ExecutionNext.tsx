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

const PREP_RESULTS = "/aws/linux-qc-patching-prep#results";
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
  if (change === null || !scriptId.startsWith("linux-qc-prep/")) {
    return <p>{`Next: ${retryFirst ? "retry what failed, then " : ""}hand over a report.`}</p>;
  }
  // The page's one solid button, unless something is to be retried first.
  const look = `btn-sm ${buttonClass(!retryFirst)}`;
  return (
    <div class="actions">
      <span class="muted">Next:</span>
      {change === loadedChange
        ? <a class={look} href={PREP_RESULTS}>Results on the QC prep page</a>
        : (
          <form method="post" action="/changes">
            <CsrfField token={props.csrfToken} />
            <input type="hidden" name="next" value={PREP_RESULTS} />
            <input type="hidden" name="number" value={change} />
            <button type="submit" class={look} name="intent" value="load">
              Load {change} and show its results
            </button>
          </form>
        )}
    </div>
  );
}
