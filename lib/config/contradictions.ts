import type { FieldError } from "@/lib/base/mod.ts";
import type { AppEnvironment } from "./config.ts";

/** Environment variables by name. */
export type Values = Readonly<Record<string, string | undefined>>;

interface Rule {
  readonly variable: string;
  readonly message: string;
  readonly isBroken: (values: Values) => boolean;
}

const RULES: readonly Rule[] = [
  {
    variable: "DENO_KV_URL",
    message: "is set beside DENO_KV_PATH; expected one of the two, so remove the other",
    isBroken: (values) => Boolean(values.DENO_KV_URL && values.DENO_KV_PATH),
  },
  {
    variable: "DENO_KV_ACCESS_TOKEN",
    message: "is not set; expected the access token of the server in DENO_KV_URL",
    isBroken: (values) => Boolean(values.DENO_KV_URL && !values.DENO_KV_ACCESS_TOKEN),
  },
];

const PRODUCTION_RULES: readonly Rule[] = [
  {
    variable: "AWS_ENDPOINT_URL",
    message: "would send production calls elsewhere than to AWS; " +
      "expected it not set, or ALLOW_AWS_ENDPOINT=true beside it for a private endpoint",
    isBroken: (values) => Boolean(values.AWS_ENDPOINT_URL) && values.ALLOW_AWS_ENDPOINT !== "true",
  },
  {
    variable: "DENO_KV_PATH",
    message: '":memory:" would lose all state when the process ends; expected a file path',
    isBroken: (values) => values.DENO_KV_PATH === ":memory:",
  },
];

/**
 * Checks what one variable says against another. It works on the text, so that these problems are
 * reported together with those of the values themselves.
 *
 * @param values The environment without empty variables.
 * @param environment How strict to be.
 * @returns The variables that contradict each other.
 */
export function contradictions(
  values: Values,
  environment: AppEnvironment,
): readonly FieldError[] {
  const rules = environment === "production" ? [...RULES, ...PRODUCTION_RULES] : RULES;
  return rules.filter((rule) => rule.isBroken(values))
    .map(({ variable, message }) => ({ path: variable, message }));
}
