import type { JSX } from "preact";
import { CsrfField } from "./CsrfField.tsx";
import { Field } from "./Field.tsx";
import { Panel } from "./Panel.tsx";

/** What was typed. */
export interface TypedFields {
  readonly number: string;
  readonly description: string;
  readonly lines: string;
}

/** The form as typed, and what is wrong with it. */
export interface ChangeTypedFormProps {
  readonly typed: TypedFields;
  readonly numberError: string | undefined;
  /** Whether it is open when the page comes. */
  readonly isOpen: boolean;
  readonly csrfToken: string;
}

/** Makes or edits a change by hand, through the same preview as a file. */
export function ChangeTypedForm(props: ChangeTypedFormProps): JSX.Element {
  const { typed, isOpen, csrfToken } = props;
  return (
    <Panel id="type" title="Type a change" note="or edit one, line by line">
      <details class="panel-body" open={isOpen}>
        <summary>Number, description, and one instance a line</summary>
        <form method="post" action="/changes" class="typed-form">
          <CsrfField token={csrfToken} />
          <input type="hidden" name="next" value="/changes" />
          <NumberField {...props} />
          <Field id="typed-description" label="Description" hint="At most 500 characters.">
            <input
              class="form-control"
              id="typed-description"
              name="description"
              maxlength={500}
              value={typed.description}
              aria-describedby="typed-description-hint"
            />
          </Field>
          <Field
            id="typed-lines"
            label="Instances"
            hint="instance id, account, region, platform, name: the last two may be left out."
          >
            <textarea
              class="form-control lines"
              id="typed-lines"
              name="lines"
              rows={6}
              required
              spellcheck={false}
              placeholder="i-0a1b2c3d4e5f60001, 111122223333, us-east-1, linux, web-01"
              aria-describedby="typed-lines-hint"
            >
              {/* As an attribute, precompiled JSX would write what no browser shows. */}
              {typed.lines}
            </textarea>
          </Field>
          <button type="submit" class="btn btn-outline-secondary" name="intent" value="type">
            Preview typed change
          </button>
        </form>
      </details>
    </Panel>
  );
}

function NumberField({ typed, numberError }: ChangeTypedFormProps): JSX.Element {
  return (
    <Field
      id="typed-number"
      label="Number"
      hint="3 to 40 letters, digits, _ or -, such as CHG0031001."
      error={numberError}
    >
      <input
        class="form-control"
        id="typed-number"
        name="number"
        required
        maxlength={40}
        value={typed.number}
        aria-invalid={numberError ? "true" : undefined}
        aria-describedby={`typed-number-hint${numberError ? " typed-number-error" : ""}`}
      />
    </Field>
  );
}
