import { z } from "zod";
import { HOUR_MS, MINUTE_MS } from "@/lib/base/mod.ts";
import type { AppEnvironment } from "./config.ts";
import * as value from "./value_schemas.ts";

/**
 * Builds the schema of APP_ENV, which decides how strict the others are.
 *
 * @param entry Its default.
 * @returns A zod schema whose issues say what was expected.
 */
export function strictnessOf(entry: AppEnvironment) {
  return z.object({ APP_ENV: value.word(["production", "development"]).default(entry) });
}

/**
 * Builds the schema of all variables but APP_ENV.
 *
 * @param environment Decides the defaults, and which variables are required.
 * @returns A zod schema whose issues name the variable and say what was expected.
 */
export function variablesOf(environment: AppEnvironment) {
  const production = environment === "production";
  const publicOrigin = value.origin({ httpsOnly: production });
  return z.object({
    SECRET_KEY: value.secretKey,
    SECRET_KEY_PREVIOUS: value.secretKeys.default([]),
    HOST: value.host.default(production ? "0.0.0.0" : "127.0.0.1"),
    PORT: value.wholeNumber(65_535).default(8_500),
    PUBLIC_ORIGIN: production ? publicOrigin : publicOrigin.optional(),
    TRUST_PROXY: value.flag.default(false),
    DENO_KV_PATH: value.text("a file path", /^(?!\w+:\/\/)\P{Cc}+$/u).optional(),
    DENO_KV_URL: value.httpUrl.optional(),
    DENO_KV_ACCESS_TOKEN: value.bearerToken(1).optional(),
    AWS_ENDPOINT_URL: value.httpUrl.optional(),
    ALLOW_AWS_ENDPOINT: value.flag.default(false),
    ALLOWED_AWS_ACCOUNTS: production ? value.accounts : value.accounts.default("*"),
    // The form of a role name: IAM API reference, CreateRole.
    CROSS_ACCOUNT_ROLE: value.text("an IAM role name without path", /^[\w+=,.@-]{1,64}$/)
      .default("OrganizationAccountAccessRole"),
    SESSION_IDLE_MINUTES: value.duration(MINUTE_MS, 1_440).default(30 * MINUTE_MS),
    SESSION_MAX_HOURS: value.duration(HOUR_MS, 24).default(8 * HOUR_MS),
    // No temporary credentials outlive 36 hours: STS API reference, GetSessionToken.
    CREDENTIAL_TTL_MINUTES: value.duration(MINUTE_MS, 2_160).default(60 * MINUTE_MS),
    RATE_LIMIT_AUTH: value.rateLimit.default({ limit: 10, windowMs: MINUTE_MS }),
    RATE_LIMIT_EXECUTION: value.rateLimit.default({ limit: 30, windowMs: MINUTE_MS }),
    RATE_LIMIT_READ: value.rateLimit.default({ limit: 600, windowMs: MINUTE_MS }),
    LINUX_PATCHER_URL: value.shellSafeHttpsUrl.optional(),
    SFT_ENROLLMENT_TOKEN: value.bearerToken(1).optional(),
    // The form of a secret's name or ARN: Secrets Manager API reference, GetSecretValue.
    SFT_ENROLLMENT_SECRET_ID: value.text("a secret's name or ARN", /^[\w/+=.@:-]{1,2048}$/)
      .optional(),
    LOG_LEVEL: value.word(["debug", "info", "warn", "error"]).default("info"),
    LOG_FORMAT: value.word(["pretty", "json"]).default(production ? "json" : "pretty"),
    METRICS_TOKEN: value.bearerToken(16).optional(),
    ENABLE_NEW_AUTH: value.flag.default(true),
    ENABLE_XSS_PROTECTION: value.flag.default(true),
    ENABLE_CSRF_TOKENS: value.flag.default(true),
    ENABLE_SECURE_SESSIONS: value.flag.default(true),
  });
}

/** Every variable, parsed. */
export type Variables = z.infer<ReturnType<typeof variablesOf>>;
