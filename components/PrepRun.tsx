import type { JSX } from "preact";
import type { Change } from "@/lib/changes/view.ts";
import type { UnderWay } from "@/lib/patching/view.ts";
import { countText } from "./count_text.ts";
import { CsrfField } from "./CsrfField.tsx";
import { Panel } from "./Panel.tsx";
import { showPath, STEP1_FORM } from "./prep_form.ts";
import { PrepScope, type PrepScopeProps } from "./PrepScope.tsx";
import { StepButton } from "./StepButton.tsx";

/** What the panel shows. */
export interface PrepRunProps extends PrepScopeProps {
  readonly change: Change;
  /** Where step 1 of the change still runs. */
  readonly underWay: readonly UnderWay[];
  readonly isNext: boolean;
  readonly csrfToken: string;
  /** The same form sent twice starts one batch. */
  readonly idempotencyKey: string;
}

/** Starts step 1, after showing what it takes. */
export function PrepRun(props: PrepRunProps): JSX.Element {
  const { change, underWay, csrfToken, idempotencyKey, path } = props;
  return (
    <Panel
      id="step1"
      title="Step 1: initial QC"
      note="only looks: it changes nothing on the servers"
    >
      <form method="post" action={path} id={STEP1_FORM}>
        <EnterFilters path={path} />
        <CsrfField token={csrfToken} />
        <input type="hidden" name="change" value={change.number} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <div class="panel-body prep-run">
          <PrepScope {...props} />
          {underWay.length > 0 && <RunAgain underWay={underWay} />}
          <StepButton
            intent="step1"
            label="Run step 1"
            plan={props.plan}
            isNext={props.isNext}
            hint="You see each server's output as it ends."
          />
        </div>
      </form>
    </Panel>
  );
}

/** Enter in a field presses the form's first button: it must filter, and never run anything. */
function EnterFilters({ path }: Pick<PrepRunProps, "path">): JSX.Element {
  return (
    <button
      type="submit"
      class="visually-hidden"
      formAction={showPath(path)}
      tabIndex={-1}
      aria-hidden="true"
    >
      Filter
    </button>
  );
}

function RunAgain({ underWay }: Pick<PrepRunProps, "underWay">): JSX.Element {
  const batchIds = [...new Set(underWay.map(({ batchId }) => batchId))];
  return (
    <div class="notice notice-running">
      <div>
        Step 1 still runs on {countText(underWay.length, "instance")}:{" "}
        {batchIds.map((batchId, index) => (
          <a key={batchId} href={`/executions/${batchId}`}>
            {batchIds.length === 1 ? "follow the run" : `run ${index + 1} `}
          </a>
        ))}
        <label class="tick">
          <input type="checkbox" class="form-check-input" id="again" name="again" value="yes" />
          <span>Run again although a run is under way</span>
        </label>
      </div>
    </div>
  );
}
