import type { JSX } from "preact";
import type { Change } from "@/lib/changes/view.ts";
import { countText } from "./count_text.ts";
import { CsrfField } from "./CsrfField.tsx";
import { Field } from "./Field.tsx";
import { Panel } from "./Panel.tsx";

/** The change, and why a try to delete it failed. */
export interface ChangeDeleteProps {
  readonly change: Change;
  readonly error: string | undefined;
  readonly csrfToken: string;
}

/** Deletes a change after its number was typed; the executions of the change stay. */
export function ChangeDelete({ change, error, csrfToken }: ChangeDeleteProps): JSX.Element {
  const { number, version, instances } = change;
  const action = `Delete change with ${countText(instances.length, "instance")}`;
  return (
    <Panel id="delete" title="Delete" note="its executions and reports are kept">
      <details class="panel-body" open={error !== undefined}>
        <summary>Delete {number}…</summary>
        <form method="post" action={`/changes/${number}`} class="typed-form">
          <CsrfField token={csrfToken} />
          <input type="hidden" name="version" value={version} />
          <Field id="confirm-number" label={`Type ${number} to confirm`} error={error}>
            <input
              class="form-control"
              id="confirm-number"
              name="confirm"
              required
              pattern={number}
              autocomplete="off"
              spellcheck={false}
              aria-invalid={error ? "true" : undefined}
              aria-describedby={error ? "confirm-number-error" : undefined}
            />
          </Field>
          <button type="submit" class="btn btn-outline-danger" name="intent" value="delete">
            {action}
          </button>
        </form>
      </details>
    </Panel>
  );
}
