import type { JSX } from "preact";
import type { Environment, InstanceId } from "@/lib/base/view.ts";
import type { Change } from "@/lib/changes/view.ts";
import { Chip } from "./Chip.tsx";
import { CsrfField } from "./CsrfField.tsx";
import { Panel } from "./Panel.tsx";
import { When } from "./When.tsx";

/** What running step 1 on the whole change would do, or why it would not. */
export type PrepPlan =
  | {
    readonly kind: "planned";
    readonly instances: number;
    readonly commands: number;
    readonly skipped: readonly { readonly instanceId: InstanceId; readonly reason: string }[];
    /** ISO 8601 in UTC. */
    readonly predictedEndAt: string;
    /** Whose credentials it runs with, and whether they last until the predicted end. */
    readonly credentials: readonly {
      readonly environment: Environment;
      readonly expiresAt: string;
      readonly isEnough: boolean;
    }[];
  }
  | { readonly kind: "refused"; readonly reason: string };

/** What the panel shows. */
export interface PrepRunProps {
  readonly change: Change;
  readonly plan: PrepPlan;
  readonly signInReason: string | undefined;
  readonly isNext: boolean;
  readonly csrfToken: string;
  /** The same form sent twice starts one batch. */
  readonly idempotencyKey: string;
  readonly path: string;
}

/** Starts step 1, after showing what it takes. */
export function PrepRun(props: PrepRunProps): JSX.Element {
  const { change, plan, signInReason, isNext, csrfToken, idempotencyKey, path } = props;
  const reason = signInReason ?? (plan.kind === "refused" ? plan.reason : undefined);
  return (
    <Panel
      id="step1"
      title="Step 1: initial QC"
      note="runs the patcher with -q: it changes nothing"
    >
      <form method="post" action={path} id="step1-form">
        <CsrfField token={csrfToken} />
        <input type="hidden" name="change" value={change.number} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <div class="panel-body prep-run">
          <Scope plan={plan} />
          {plan.kind === "planned" && <Credentials {...plan} />}
          <div class="prep-action">
            <button
              type="submit"
              class={isNext ? "btn btn-primary" : "btn btn-outline-secondary"}
              name="intent"
              value="step1"
              disabled={reason !== undefined}
              aria-describedby="step1-reason"
            >
              Run step 1
            </button>
            <span class="muted" id="step1-reason">
              {reason ?? "You see each server's output as it ends."}
              {signInReason && (
                <>
                  {" "}
                  <a href={`/aws?next=${path}`}>Sign in</a>
                </>
              )}
            </span>
          </div>
        </div>
      </form>
    </Panel>
  );
}

function Scope({ plan }: Pick<PrepRunProps, "plan">): JSX.Element {
  const counted = plan.kind === "planned"
    ? `${plan.instances} instances, ${plan.commands} commands`
    : "";
  const skipped = plan.kind === "planned" ? plan.skipped : [];
  return (
    <fieldset class="prep-scope">
      <legend class="visually-hidden">Run on</legend>
      <label class="tick">
        <input
          type="radio"
          class="form-check-input"
          id="scope-all"
          name="scope"
          value="all"
          checked
        />
        <span>
          All Linux instances of the change <span class="muted">{counted}</span>
        </span>
      </label>
      <label class="tick">
        <input type="radio" class="form-check-input" name="scope" value="selected" />
        <span>Only the ones ticked under Connectivity</span>
      </label>
      {skipped.length > 0 && (
        <p class="field-hint">
          {skipped.length} skipped: {[...new Set(skipped.map((each) => each.reason))].join("; ")}
        </p>
      )}
    </fieldset>
  );
}

function Credentials(
  { credentials, predictedEndAt }: Extract<PrepPlan, { readonly kind: "planned" }>,
): JSX.Element {
  return (
    <ul class="prep-credentials" aria-label="Credentials">
      {credentials.map(({ environment, expiresAt, isEnough }) => (
        <li key={environment}>
          <strong>{environment.toUpperCase()}</strong>
          <span>
            expires <When iso={expiresAt} />, predicted end <When iso={predictedEndAt} />
          </span>
          {isEnough
            ? <Chip kind="success" icon="check">lasts</Chip>
            : (
              <Chip kind="warning" icon="caution">
                ends before: the run waits for new credentials
              </Chip>
            )}
        </li>
      ))}
    </ul>
  );
}
