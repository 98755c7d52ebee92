import type { JSX } from "preact";
import { countText } from "./count_text.ts";
import { Field } from "./Field.tsx";

/** What the form shows. */
export interface SelectionFormProps {
  /** How many servers fit the filter, on all pages. */
  readonly matching: number;
  /** Whether all of them are known yet. */
  readonly isComplete: boolean;
  readonly entered: { readonly number: string; readonly description: string };
  readonly numberError: string | undefined;
  /** Where a script is chosen for the ticked servers. */
  readonly runnerPath: string;
}

/** What to do with the servers that are ticked; it stands in the table's form. */
export function SelectionForm(props: SelectionFormProps): JSX.Element {
  const { matching, isComplete, entered, numberError, runnerPath } = props;
  return (
    <div class="panel-body runner-form">
      <fieldset class="prep-scope">
        <legend>With these instances</legend>
        <label class="tick">
          <input
            type="radio"
            class="form-check-input"
            id="scope-ticked"
            name="scope"
            value="ticked"
            checked
          />
          <span>Only the ones ticked on this page</span>
        </label>
        <label class="tick">
          <input
            type="radio"
            class="form-check-input"
            name="scope"
            value="all"
            disabled={!isComplete || matching === 0}
          />
          <span>
            All {countText(matching, "instance")} that match{" "}
            {!isComplete && <span class="muted">when all regions are read</span>}
          </span>
        </label>
      </fieldset>
      <div class="runner-options">
        <Field
          id="change-number"
          label="Change number"
          hint="3 to 40 letters, digits, _ or -."
          error={numberError}
        >
          <input
            class="form-control"
            id="change-number"
            name="number"
            maxlength={40}
            value={entered.number}
            aria-invalid={numberError ? "true" : undefined}
            aria-describedby={`change-number-hint${numberError ? " change-number-error" : ""}`}
          />
        </Field>
        <Field id="change-description" label="Description" hint="At most 500 characters.">
          <input
            class="form-control"
            id="change-description"
            name="description"
            maxlength={500}
            value={entered.description}
            aria-describedby="change-description-hint"
          />
        </Field>
      </div>
      <div class="prep-action">
        <button type="submit" class="btn btn-primary" name="intent" value="change">
          Make a change
        </button>
        <button type="submit" class="btn btn-outline-secondary" formAction={runnerPath}>
          Run a script on the ticked ones
        </button>
      </div>
    </div>
  );
}
