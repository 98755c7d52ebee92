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
 */
export function readEnvironment(
  read: (name: string) => string | undefined,
): Record<string, string | undefined> {
  return Object.fromEntries(VARIABLE_NAMES.map((name) => [name, read(name)]));
}
