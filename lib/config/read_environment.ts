import type { FieldError } from "@/lib/base/mod.ts";
import { ConfigError } from "./config_error.ts";
import { variablesOf } from "./variables.ts";

/** Names of all variables that this application reads. */
export const VARIABLE_NAMES: readonly string[] = [
  "APP_ENV",
  "DENO_DEPLOYMENT_ID",
  ...Object.keys(variablesOf("production").shape),
];

/**
 * Reads just the variables this application has, so that the process needs no permission for others.
 *
 * @param read Gives one variable, as `Deno.env.get` does.
 * @returns The variables that are set, by name.
 * @throws {ConfigError} Naming every variable that is no text, without its value.
 */
export function readEnvironment(
  read: (name: string) => string | undefined,
): Record<string, string | undefined> {
  const problems: FieldError[] = [];
  const values: Record<string, string | undefined> = {};
  for (const name of VARIABLE_NAMES) {
    try {
      values[name] = read(name);
    } catch (error) {
      // The error is not kept: its message holds the value.
      if (!(error instanceof Deno.errors.InvalidData)) throw error;
      problems.push({ path: name, message: "is not valid UTF-8; expected text" });
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values;
}
