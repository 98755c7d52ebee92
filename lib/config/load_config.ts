import type { AppEnvironment, Config } from "./config.ts";
import { ConfigError } from "./config_error.ts";
import { contradictions, type Values } from "./contradictions.ts";
import { toConfig } from "./to_config.ts";
import { strictnessOf, variablesOf } from "./variables.ts";

/** What `loadConfig()` reads. */
export interface LoadConfigOptions {
  /** The environment variables; an empty one counts as not set, except SECRET_KEY. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What APP_ENV is when it is not set: production for `main.ts`, development for `dev.ts`. */
  readonly entry: AppEnvironment;
}

/**
 * Parses the environment, strictly in production. It reads nothing else: a development entry
 * passes SECRET_KEY from `developmentSecretKey()`.
 *
 * `PUBLIC_ORIGIN` must be https in production, except on this machine's own names: browsers treat
 * http there as trustworthy (W3C Secure Contexts, 3.1), Chromium keeps `__Host-` cookies, and
 * requests by any other name are refused, so a try-out cannot be published by accident. For a
 * browser that drops such cookies over http, set ENABLE_SECURE_SESSIONS=false.
 *
 * @param options The variables and the entry's own strictness.
 * @returns The configuration.
 * @throws {ConfigError} Naming every wrong variable at once, without the value of any secret.
 */
export function loadConfig({ env, entry }: LoadConfigOptions): Config {
  const values = withoutEmpty(env);
  const strictness = strictnessOf(entry).safeParse(values);
  const environment = strictness.data?.APP_ENV ?? "production";
  const variables = variablesOf(environment).safeParse(values);
  const problems = [strictness, variables].flatMap((result) => result.error?.issues ?? [])
    .map(({ path, message }) => ({ path: path.join("."), message }))
    .concat(contradictions(values, environment));
  if (!variables.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(variables.data, { environment, isManaged: "DENO_DEPLOYMENT_ID" in values });
}

function withoutEmpty(env: Values): Values {
  const isSet = ([name, value]: [string, string | undefined]) =>
    name === "SECRET_KEY" ? value !== undefined : Boolean(value);
  return Object.fromEntries(Object.entries(env).filter(isSet));
}
