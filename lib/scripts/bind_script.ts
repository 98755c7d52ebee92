import { type FieldError, fieldErrors } from "@/lib/base/mod.ts";
import type { Script, ScriptValues } from "./script.ts";

/** What a script would run with. */
export interface ScriptInput {
  /** What the operator gave, unparsed. */
  readonly parameters: unknown;
  /** What the server is configured with, by environment variable; values it has parsed already. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** The values a script runs with, or why it cannot. */
export type BoundScript =
  | { readonly kind: "bound"; readonly values: ScriptValues }
  | { readonly kind: "invalid_parameters"; readonly errors: readonly FieldError[] }
  | { readonly kind: "not_configured"; readonly variables: readonly string[] };

/**
 * Checks everything a script needs before it is planned. An operator can give neither a setting nor
 * a name that the script does not declare.
 *
 * @param script A script of the catalog.
 * @param input The operator's parameters and the server's settings.
 * @returns All values by name, every invalid parameter, or the environment variables to set.
 */
export function bindScript(script: Script, { parameters, settings }: ScriptInput): BoundScript {
  const parsed = script.parameters.safeParse(parameters);
  if (!parsed.success) {
    const errors = fieldErrors(parsed.error).map(({ path, message }) => ({
      path: ["parameters", path].filter(Boolean).join("."),
      message,
    }));
    return { kind: "invalid_parameters", errors };
  }
  const added = Object.entries(script.settings).map(([name, variable]) => ({
    name,
    variable,
    value: settings[variable],
  }));
  const missing = added.filter(({ value }) => value === undefined);
  if (missing.length > 0) {
    return { kind: "not_configured", variables: missing.map(({ variable }) => variable) };
  }
  const values = added.map(({ name, value = "" }) => [name, value]);
  return { kind: "bound", values: { ...parsed.data, ...Object.fromEntries(values) } };
}
