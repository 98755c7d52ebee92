import type { ComponentChildren, JSX } from "preact";
import { Children } from "./Children.tsx";

/** What surrounds a control. */
export interface FieldProps {
  /** The id of the control; its hint is found at `<id>-hint`, its error at `<id>-error`. */
  readonly id: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly children: ComponentChildren;
}

/** A control with its label, what to enter, and what is wrong with what was entered. */
export function Field({ id, label, hint, error, children }: FieldProps): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="field-hint" id={`${id}-hint`}>{hint}</p>}
      <Children>{children}</Children>
      {error && <p class="field-error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}
