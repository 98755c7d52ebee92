import type { JSX } from "preact";
import type { Change } from "@/lib/changes/view.ts";
import { CsrfField } from "./CsrfField.tsx";
import { countText } from "./count_text.ts";
import { Panel } from "./Panel.tsx";
import { PlanCredentials, type PrepPlan } from "./PrepScope.tsx";
import { StepButton } from "./StepButton.tsx";
import { TextMark } from "./TextMark.tsx";

/** What the panel shows. */
export interface PrepFinalProps {
  readonly change: Change;
  readonly plan: PrepPlan;
  readonly isNext: boolean;
  readonly csrfToken: string;
  /** The same form sent twice starts one batch. */
  readonly idempotencyKey: string;
  readonly path: string;
}

/** Step 3: who is ready for it, who is left out and why. */
export function PrepFinal(props: PrepFinalProps): JSX.Element {
  const { change, plan, isNext, csrfToken, idempotencyKey, path } = props;
  const skipped = plan.kind === "planned" ? plan.skipped : [];
  return (
    <Panel
      id="step3"
      title="Step 3: final report"
      note="only looks: it changes nothing on the servers"
    >
      <form method="post" action={path}>
        <CsrfField token={csrfToken} />
        <input type="hidden" name="change" value={change.number} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <div class="panel-body prep-run">
          {plan.kind === "planned" && (
            <>
              <p class="prep-ready">
                <strong>{countText(plan.instances, "instance")}</strong>{" "}
                passed steps 1 and 2 and answered in the last hour
                {skipped.length > 0 ? `; ${skipped.length} left out.` : "."}
              </p>
              <PlanCredentials {...plan} />
            </>
          )}
          <StepButton
            intent="step3"
            label="Run step 3"
            plan={plan}
            isNext={isNext}
            hint="Prints the QC report and the patch script of every server that is ready."
          />
        </div>
      </form>
      {skipped.length > 0 && <NotReady change={change} skipped={skipped} />}
    </Panel>
  );
}

function NotReady(
  { change, skipped }: Pick<PrepFinalProps, "change"> & {
    readonly skipped: Extract<PrepPlan, { readonly kind: "planned" }>["skipped"];
  },
): JSX.Element {
  const names = new Map<string, string>(
    change.instances.map(({ instanceId, name }) => [instanceId, name]),
  );
  return (
    <details class="panel-details">
      <summary>{countText(skipped.length, "instance")} left out of step 3, and why</summary>
      <table class="table-work prep-servers" aria-label="Left out of step 3">
        <thead>
          <tr>
            <th scope="col" class="row-name">Name</th>
            <th scope="col" class="row-id">Instance</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {skipped.map(({ instanceId, reason }) => (
            <tr key={instanceId}>
              <td data-label="Name">
                <TextMark text={names.get(instanceId) ?? ""} />
              </td>
              <td data-label="Instance">
                <code>{instanceId}</code>
              </td>
              <td data-label="Reason" class="prep-said">
                <TextMark text={reason} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
