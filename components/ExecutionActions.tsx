import type { JSX } from "preact";
import { type BatchSummary, type BatchView, hasEnded } from "@/lib/execution/view.ts";
import { buttonClass } from "./button_class.ts";
import { CsrfField } from "./CsrfField.tsx";
import { isRetryNext, retryCounts } from "./execution_text.ts";
import { Icon } from "./Icon.tsx";

/** What the forms of a batch need. */
export interface ExecutionFormsProps {
  readonly batch: BatchView;
  readonly csrfToken: string;
  /** Sent with a retry, so that sending the form twice starts one batch. */
  readonly retryKey: string;
  /** Its newest retry, if any. */
  readonly retriedBy: BatchSummary | null;
}

/** What one can do to a batch as a whole, by its state. */
export function ExecutionActions(props: ExecutionFormsProps): JSX.Element | null {
  const { batch } = props;
  return (
    <>
      {batch.state === "waiting_credentials" && <ResumeForm {...props} />}
      {hasEnded(batch.state)
        ? <RetryForm {...props} />
        : batch.state !== "cancelling" && <CancelDialog {...props} />}
    </>
  );
}

function ResumeForm({ csrfToken }: ExecutionFormsProps): JSX.Element {
  return (
    <form method="post">
      <CsrfField token={csrfToken} />
      <button type="submit" class="btn btn-primary" name="intent" value="resume">Resume</button>
    </form>
  );
}

function RetryForm(props: ExecutionFormsProps): JSX.Element | null {
  const { batch: { counts }, csrfToken, retryKey, retriedBy } = props;
  const { failed, uncertain } = retryCounts(counts);
  if (failed + uncertain === 0) return null;
  const look = buttonClass(isRetryNext(counts, retriedBy));
  return (
    <form method="post" class="actions">
      <CsrfField token={csrfToken} />
      <input type="hidden" name="idempotencyKey" value={retryKey} />
      {failed > 0 && (
        <button type="submit" class={look} name="intent" value="retry">
          Retry failed ({failed})
        </button>
      )}
      {uncertain > 0 && (
        <button
          type="submit"
          class="btn btn-outline-danger"
          name="intent"
          value="retry_uncertain"
          title="The script may have run there, except where a target says that nothing was run"
        >
          {failed > 0
            ? `Retry ${failed + uncertain} with ${uncertain} undeliverable or unknown`
            : `Retry ${uncertain} undeliverable or unknown`}
        </button>
      )}
    </form>
  );
}

/** The commands of buttons (HTML, invoker commands) open and close it without a script. */
function CancelDialog({ batch, csrfToken }: ExecutionFormsProps): JSX.Element {
  const { in_progress: running, pending: waiting } = batch.counts;
  return (
    <>
      <button
        type="button"
        class="btn btn-outline-danger"
        command="show-modal"
        commandfor="cancel-dialog"
      >
        Cancel
      </button>
      <dialog id="cancel-dialog" aria-labelledby="cancel-title">
        <h2 id="cancel-title">Cancel this run?</h2>
        <p>
          {waiting > 0 && `${waiting} waiting targets will not be started. `}
          {running > 0 &&
            `AWS is asked to stop the script on ${running} running ones; it may end there first.`}
        </p>
        <form method="post" class="actions">
          <CsrfField token={csrfToken} />
          <button type="submit" class="btn btn-outline-danger" name="intent" value="cancel">
            <Icon name="cross" />
            {`Cancel ${running} running`}
            {waiting > 0 && ` and ${waiting} waiting`}
          </button>
          <button
            type="button"
            class="btn btn-outline-secondary"
            command="close"
            commandfor="cancel-dialog"
          >
            Keep running
          </button>
        </form>
      </dialog>
    </>
  );
}
