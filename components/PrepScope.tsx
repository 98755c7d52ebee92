import type { JSX } from "preact";
import type { Environment, InstanceId } from "@/lib/base/view.ts";
import { Chip } from "./Chip.tsx";
import { countText } from "./count_text.ts";
import { NotIncluded, type PrepPart, type PrepReach } from "./PrepReach.tsx";
import { When } from "./When.tsx";

/** What running step 1 on what is reached would do, or why it would not. */
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

/** What is chosen in the form. */
export interface PrepSelection {
  /** The part of the change to run on, or `selected` for the ticked instances. */
  readonly scope: PrepPart | "selected" | null;
  readonly ticked: ReadonlySet<string>;
}

/** What may be chosen, and what it takes. */
export interface PrepScopeProps {
  readonly reach: PrepReach;
  readonly plan: PrepPlan;
  readonly selection: PrepSelection;
  /** Says how many are ticked; an island, which components may not name. */
  readonly tickCount: JSX.Element;
  readonly path: string;
}

/** Chooses where step 1 runs, and says what running it on all that is reached takes. */
export function PrepScope(props: PrepScopeProps): JSX.Element {
  return (
    <>
      <Scope {...props} />
      {props.plan.kind === "planned" && <PlanCredentials {...props.plan} />}
    </>
  );
}

function Scope({ reach, plan, selection, tickCount, path }: PrepScopeProps): JSX.Element {
  const { part } = reach;
  const skipped = plan.kind === "planned" ? plan.skipped : [];
  const isSelected = selection.scope === "selected";
  return (
    <fieldset class="prep-scope">
      <legend class="visually-hidden">Run on</legend>
      <label class="tick">
        <input
          type="radio"
          class="form-check-input"
          id="scope-all"
          name="scope"
          value={part ?? "all"}
          checked={!isSelected}
        />
        <span>
          {part === null || part === "all"
            ? "All instances of the change"
            : `Only the ${countText(reach.instances, `${part.toUpperCase()} instance`)}`}{" "}
          <span class="muted">{planText(plan)}</span>
        </span>
      </label>
      <label class="tick">
        <input
          type="radio"
          class="form-check-input"
          id="scope-selected"
          name="scope"
          value="selected"
          checked={isSelected}
        />
        <span>
          Only the ones ticked under Connectivity {tickCount}
        </span>
      </label>
      <NotIncluded reach={reach} path={path} />
      {skipped.length > 0 && (
        <p class="field-hint">
          {skipped.length} skipped: {[...new Set(skipped.map((each) => each.reason))].join("; ")}
        </p>
      )}
    </fieldset>
  );
}

function planText(plan: PrepPlan): string {
  if (plan.kind === "refused") return "";
  return `${countText(plan.instances, "instance")}, ${countText(plan.commands, "command")}`;
}

/** Whose credentials a run uses, and whether they last until its predicted end. */
export function PlanCredentials(
  { credentials, predictedEndAt }: Pick<
    Extract<PrepPlan, { readonly kind: "planned" }>,
    "credentials" | "predictedEndAt"
  >,
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
            ? <Chip kind="success" icon="check">lasts until after the run</Chip>
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
