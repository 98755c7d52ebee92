import { formFields, type State } from "@/lib/app/mod.ts";
import type { FieldError } from "@/lib/base/mod.ts";
import type { StartRequest } from "@/lib/execution/mod.ts";
import {
  enteredParameters,
  type ParameterField,
  parameterFields,
  type Script,
} from "@/lib/scripts/mod.ts";
import { typedTargets } from "./typed_targets.ts";

/** What the form of the script runner holds, as it was entered. */
export interface RunForm {
  /** The text of each parameter, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** All of the loaded change, some of it, or servers that were typed; `null` when none is chosen. */
  readonly scope: "change" | "some" | "targets" | null;
  /** Ids of servers of the change, one a line. */
  readonly ids: string;
  /** Servers, one a line. */
  readonly targets: string;
  /** The text of each option, by name. */
  readonly options: Readonly<Record<string, string>>;
}

/** The options that the form asks for, each a whole number. */
export const OPTIONS = [
  "maxConcurrency",
  "maxErrors",
  "timeoutSeconds",
  "deliveryTimeoutSeconds",
] as const;

const SCOPES = ["change", "some", "targets"] as const;
const PARAMETER = "parameter.";
const OPTION = "option.";

/**
 * Reads the form.
 *
 * @param state The request's.
 * @returns What was entered; a page that was only opened has an empty form.
 */
export function runFormOf(state: Pick<State, "form">): RunForm {
  const fields = formFields(state);
  const named = (prefix: string) =>
    Object.fromEntries(
      Object.entries(fields).filter(([name]) => name.startsWith(prefix))
        .map(([name, text]) => [name.slice(prefix.length), text]),
    );
  const { scope, ids = "" } = fields;
  // Boxes of another page send a line each.
  const targets = state.form?.getAll("targets").join("\n") ?? "";
  return {
    parameters: named(PARAMETER),
    // A selection that another page has sent says by itself where to run.
    scope: SCOPES.find((each) => each === scope) ?? (targets === "" ? null : "targets"),
    ids,
    targets,
    options: named(OPTION),
  };
}

/** What the form asks for, or what is wrong with it before the engine is asked. */
export type FormRequest =
  | { readonly kind: "request"; readonly request: StartRequest }
  | { readonly kind: "invalid"; readonly errors: readonly FieldError[] };

/**
 * Makes a request of the form. An empty selection is none, never all.
 *
 * @param form What was entered.
 * @param context The script, and the number of the loaded change.
 * @returns The request, or what is wrong.
 */
export function requestOf(
  form: RunForm,
  { script, change }: { readonly script: Script; readonly change: string | null },
): FormRequest {
  const place = placeOf(form, change);
  if (place.kind === "invalid") return place;
  const fields: readonly ParameterField[] = parameterFields(script);
  const entered = OPTIONS.flatMap((name) => {
    const text = form.options[name]?.trim() ?? "";
    return text === "" ? [] : [[name, /^\d{1,9}$/.test(text) ? Number(text) : NaN] as const];
  });
  const wrong = entered.filter(([, value]) => Number.isNaN(value));
  if (wrong.length > 0) {
    const errors = wrong.map(([name]) => ({
      path: `option-${name}`,
      message: `"${form.options[name]}" is no whole number`,
    }));
    return { kind: "invalid", errors };
  }
  const request = {
    scriptId: script.id,
    parameters: enteredParameters(fields, form.parameters),
    options: Object.fromEntries(entered),
    ...place.where,
  };
  return { kind: "request", request };
}

type Place =
  | {
    readonly kind: "place";
    readonly where: Pick<StartRequest, "change" | "instanceIds" | "targets">;
  }
  | { readonly kind: "invalid"; readonly errors: readonly FieldError[] };

function placeOf({ scope, ids, targets }: RunForm, change: string | null): Place {
  const invalid = (path: string, message: string): Place => (
    { kind: "invalid", errors: [{ path, message }] }
  );
  if (scope === null) return invalid("targets", "Choose where to run the script");
  if (scope === "targets") {
    const typed = typedTargets(targets);
    if (typed.kind === "invalid") return typed;
    return { kind: "place", where: { targets: typed.targets } };
  }
  if (change === null) return invalid("targets", "Load a change first, or type the instances");
  if (scope === "change") return { kind: "place", where: { change } };
  const instanceIds = ids.split(/[\s,;]+/).filter((id) => id !== "");
  if (instanceIds.length === 0) return invalid("ids", "Name at least one instance of the change");
  return { kind: "place", where: { change, instanceIds } };
}

/**
 * Finds the place on the page that an error of the engine is about.
 *
 * @param error The error; its path is that of the request.
 * @returns The error with the id of a control.
 */
export function onPage({ path, message }: FieldError): FieldError {
  const [head = "", name = ""] = path.split(".");
  if (head === "parameters" && name) return { path: `parameter-${name}`, message };
  if (head === "options" && name) return { path: `option-${name}`, message };
  if (head === "instanceIds") return { path: "ids", message };
  return { path: head === "targets" ? "targets" : "", message };
}
