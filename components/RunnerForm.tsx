import type { JSX } from "preact";
import type { ParameterField } from "@/lib/scripts/view.ts";
import type { FieldError } from "@/lib/base/view.ts";
import { buttonClass } from "./button_class.ts";
import { countText } from "./count_text.ts";
import { CsrfField } from "./CsrfField.tsx";
import { Field } from "./Field.tsx";
import { Panel } from "./Panel.tsx";

/** What was entered, and what may be. */
export interface RunnerFormProps {
  readonly scriptId: string;
  readonly fields: readonly ParameterField[];
  /** The loaded change; `null` for none. */
  readonly change: { readonly number: string; readonly instanceCount: number } | null;
  readonly form: {
    readonly parameters: Readonly<Record<string, string>>;
    readonly scope: "change" | "some" | "targets" | null;
    readonly ids: string;
    readonly targets: string;
    readonly options: Readonly<Record<string, string>>;
  };
  readonly errors: readonly FieldError[];
  /** Why the script cannot run at all; empty when it can. */
  readonly missing: string;
  /** Whether a plan is shown, so that to run is what comes next. */
  readonly isPlanned: boolean;
  readonly path: string;
  readonly csrfToken: string;
  /** The same form sent twice starts one batch. */
  readonly idempotencyKey: string;
}

const OPTION_FIELDS = [
  ["maxConcurrency", "Servers at once", "500 when empty; over all accounts and regions."],
  ["maxErrors", "Stop after errors", "No limit when empty; over all accounts and regions."],
  ["timeoutSeconds", "Time for the script, in seconds", "3600 when empty; 60 at least."],
  ["deliveryTimeoutSeconds", "Time to begin, in seconds", "600 when empty; 30 at least."],
] as const;

/** Parameters, targets and options of a run, with a plan before it. */
export function RunnerForm(props: RunnerFormProps): JSX.Element {
  const { scriptId, fields, isPlanned, missing, path, csrfToken, idempotencyKey } = props;
  return (
    <Panel id="run" title="Run" note="the plan shows everything before anything is sent">
      <form method="post" action={`${path}?script=${encodeURIComponent(scriptId)}`}>
        <CsrfField token={csrfToken} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <div class="panel-body runner-form">
          {fields.map((field) => <Parameter key={field.name} field={field} {...props} />)}
          <Targets {...props} />
          <Options {...props} />
          <div class="prep-action">
            <button
              type="submit"
              class={buttonClass(!isPlanned)}
              name="intent"
              value="plan"
              disabled={missing !== ""}
            >
              Preview plan
            </button>
            <button
              type="submit"
              class={buttonClass(isPlanned)}
              name="intent"
              value="run"
              disabled={missing !== ""}
            >
              Run
            </button>
            <span class="muted">{missing || "You see each server's output as it ends."}</span>
          </div>
        </div>
      </form>
    </Panel>
  );
}

function errorOf({ errors }: Pick<RunnerFormProps, "errors">, id: string): string | undefined {
  return errors.find(({ path }) => path === id)?.message;
}

function Parameter(
  { field, form, change, errors }: RunnerFormProps & { readonly field: ParameterField },
): JSX.Element {
  const { name, label, hint, kind, choices, initial, isRequired } = field;
  const id = `parameter-${name}`;
  const loaded = name === "change" ? change?.number ?? "" : "";
  const value = form.parameters[name] ?? (initial || loaded);
  const error = errorOf({ errors }, id);
  const shared = {
    id,
    name: `parameter.${name}`,
    "aria-describedby": `${id}-hint${error ? ` ${id}-error` : ""}`,
    "aria-invalid": error ? "true" as const : undefined,
  };
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      {kind === "choice"
        ? (
          <select class="form-select" {...shared}>
            {choices.map((choice) => (
              <option key={choice} value={choice} selected={choice === value}>{choice}</option>
            ))}
          </select>
        )
        : (
          <input
            class="form-control"
            {...shared}
            inputMode={kind === "number" ? "numeric" : undefined}
            required={isRequired}
            value={value}
          />
        )}
    </Field>
  );
}

function Targets(props: RunnerFormProps): JSX.Element {
  const { change, form, errors } = props;
  const scope = form.scope ?? (change ? "change" : "targets");
  return (
    <fieldset class="prep-scope" id="where">
      <legend>Where</legend>
      {change && (
        <>
          <Scope value="change" scope={scope}>
            All of {change.number}{" "}
            <span class="muted">{countText(change.instanceCount, "instance")}</span>
          </Scope>
          <Scope value="some" scope={scope}>Only these of {change.number}</Scope>
          <Lines
            id="ids"
            label="Instance ids of the change"
            hint="One a line. Another server than the change's is refused."
            value={form.ids}
            error={errorOf({ errors }, "ids")}
          />
        </>
      )}
      <Scope value="targets" scope={scope}>Typed instances, outside of any change</Scope>
      <Lines
        id="targets"
        label="Instances"
        hint="Instance id, account, region, platform, name: one server a line; the last two may be left out."
        value={form.targets}
        error={errors.filter(({ path }) => path === "targets").map(({ message }) => message).join(
          " ",
        )}
      />
    </fieldset>
  );
}

function Scope(
  { value, scope, children }: {
    readonly value: string;
    readonly scope: string;
    readonly children: JSX.Element | string | readonly (JSX.Element | string)[];
  },
): JSX.Element {
  return (
    <label class="tick">
      <input
        type="radio"
        class="form-check-input"
        name="scope"
        value={value}
        checked={value === scope}
      />
      <span>{children}</span>
    </label>
  );
}

function Lines(
  { id, label, hint, value, error }: {
    readonly id: string;
    readonly label: string;
    readonly hint: string;
    readonly value: string;
    readonly error: string | undefined;
  },
): JSX.Element {
  return (
    <Field id={id} label={label} hint={hint} error={error || undefined}>
      <textarea
        class="form-control lines"
        id={id}
        name={id}
        rows={3}
        spellcheck={false}
        aria-describedby={`${id}-hint${error ? ` ${id}-error` : ""}`}
        aria-invalid={error ? "true" : undefined}
      >
        {value}
      </textarea>
    </Field>
  );
}

function Options({ form, errors }: RunnerFormProps): JSX.Element {
  const isOpen = OPTION_FIELDS.some(([name]) =>
    form.options[name] || errorOf({ errors }, `option-${name}`)
  );
  return (
    <details open={isOpen}>
      <summary>Concurrency, errors and time limits</summary>
      <div class="runner-options">
        {OPTION_FIELDS.map(([name, label, hint]) => {
          const id = `option-${name}`;
          const error = errorOf({ errors }, id);
          return (
            <Field key={name} id={id} label={label} hint={hint} error={error}>
              <input
                class="form-control"
                id={id}
                name={`option.${name}`}
                inputMode="numeric"
                value={form.options[name] ?? ""}
                aria-describedby={`${id}-hint${error ? ` ${id}-error` : ""}`}
                aria-invalid={error ? "true" : undefined}
              />
            </Field>
          );
        })}
      </div>
    </details>
  );
}
