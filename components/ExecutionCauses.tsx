import type { JSX } from "preact";
import { hasEnded, UNCERTAIN_STATES } from "@/lib/execution/view.ts";
import type { CauseView } from "@/lib/reports/view.ts";
import { countText } from "./count_text.ts";
import { CsrfField } from "./CsrfField.tsx";
import { canRetryHelp } from "./execution_text.ts";
import type { ExecutionFormsProps } from "./ExecutionActions.tsx";
import { Panel } from "./Panel.tsx";
import { stateKind, stateWord } from "./StateChip.tsx";
import { TextMark } from "./TextMark.tsx";

/** Why targets of a batch did not succeed. */
export interface ExecutionCausesProps extends ExecutionFormsProps {
  readonly causes: readonly CauseView[];
}

/** The causes, the most frequent first: one row for all the targets that failed alike. */
export function ExecutionCauses(props: ExecutionCausesProps): JSX.Element | null {
  const { causes, batch } = props;
  if (causes.length === 0) return null;
  const hosts = causes.reduce((sum, { count }) => sum + count, 0);
  return (
    <Panel
      id="causes"
      title="Why they failed"
      note={`${countText(hosts, "host")}, ${countText(causes.length, "cause")}`}
    >
      <ul class="causes">
        {causes.map((cause) => (
          <li key={cause.id}>
            <span class={`chip chip-${stateKind(cause.state)} cause-count`}>{cause.count}</span>
            <span class="cause-text">
              {cause.state !== "failed" && `${stateWord(cause.state)}: `}
              <TextMark text={cause.cause || "no reason was given"} />
            </span>
            <span class="actions">
              <a
                class="btn btn-outline-secondary btn-sm"
                href={`/executions/${batch.batchId}?cause=${cause.id}#targets`}
                aria-label={`Show the ${countText(cause.count, "host")} of this cause`}
              >
                Show
              </a>
              {hasEnded(batch.state) && canRetryHelp(cause) && (
                <RetryCause {...props} cause={cause} />
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function RetryCause(
  { cause, csrfToken, retryKey }: ExecutionCausesProps & { readonly cause: CauseView },
): JSX.Element {
  const isUncertain = UNCERTAIN_STATES.includes(cause.state);
  return (
    <form method="post">
      <CsrfField token={csrfToken} />
      <input type="hidden" name="idempotencyKey" value={`${retryKey}-${cause.id}`} />
      <input type="hidden" name="cause" value={cause.id} />
      <button
        type="submit"
        class="btn btn-outline-secondary btn-sm"
        name="intent"
        value={isUncertain ? "retry_uncertain" : "retry"}
      >
        {`Retry ${cause.count}${isUncertain ? ` ${stateWord(cause.state).toLowerCase()}` : ""}`}
      </button>
    </form>
  );
}
