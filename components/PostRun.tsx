import type { JSX } from "preact";
import type { Change } from "@/lib/changes/view.ts";
import { CsrfField } from "./CsrfField.tsx";
import { countText } from "./count_text.ts";
import { Panel } from "./Panel.tsx";
import { NotIncluded, type PrepReach } from "./PrepReach.tsx";
import { PlanCredentials, type PrepPlan } from "./PrepScope.tsx";
import { StepButton } from "./StepButton.tsx";

/** What the panel shows. */
export interface PostRunProps {
  readonly change: Change;
  readonly reach: PrepReach;
  /** What validating all that is reached takes. */
  readonly plan: PrepPlan;
  /** How many of them have not passed; `null` before the first validation. */
  readonly openCount: number | null;
  readonly isNext: boolean;
  readonly csrfToken: string;
  /** The same form sent twice starts one batch. */
  readonly idempotencyKey: string;
  readonly path: string;
}

/** Starts the validation after patching. */
export function PostRun(props: PostRunProps): JSX.Element {
  const { change, reach, plan, isNext, csrfToken, idempotencyKey, path } = props;
  return (
    <Panel id="validate" title="Validation" note="only looks: it changes nothing on the servers">
      <form method="post" action={path}>
        <CsrfField token={csrfToken} />
        <input type="hidden" name="change" value={change.number} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <div class="panel-body prep-run">
          <Scope {...props} />
          <NotIncluded reach={reach} path={path} />
          {plan.kind === "planned" && <PlanCredentials {...plan} />}
          <StepButton
            intent="validate"
            label="Run validation"
            plan={plan}
            isNext={isNext}
            hint="Compares the kernel, services, failed units and mounts with what prep found."
          />
        </div>
      </form>
    </Panel>
  );
}

function Scope({ plan, openCount }: PostRunProps): JSX.Element {
  const all = plan.kind === "planned"
    ? `${countText(plan.instances, "instance")}, ${countText(plan.commands, "command")}`
    : "";
  const hasOpen = openCount !== null && openCount > 0;
  return (
    <fieldset class="prep-scope">
      <legend class="visually-hidden">Run on</legend>
      <label class="tick">
        <input
          type="radio"
          class="form-check-input"
          name="scope"
          value="all"
          checked={!hasOpen}
        />
        <span>
          All instances that are reached <span class="muted">{all}</span>
        </span>
      </label>
      {hasOpen && (
        <label class="tick">
          <input type="radio" class="form-check-input" name="scope" value="open" checked />
          <span>
            Only those that have not passed{" "}
            <span class="muted">{countText(openCount, "instance")}</span>
          </span>
        </label>
      )}
    </fieldset>
  );
}
