import type { AppEnvironment, Config, KvConfig } from "./config.ts";
import { localUrl } from "./local_url.ts";
import type { Variables } from "./variables.ts";

const DEFAULT_KV_PATH = "data/pcm-ops.kv";

/**
 * Gives the parsed variables their place in the configuration.
 *
 * @param variables Every variable, parsed.
 * @param context The strictness, and whether Deno Deploy runs the process and gives it a database.
 * @returns The configuration.
 */
export function toConfig(
  variables: Variables,
  { environment, isManaged }: { environment: AppEnvironment; isManaged: boolean },
): Config {
  return {
    environment,
    secretKey: variables.SECRET_KEY,
    previousSecretKeys: variables.SECRET_KEY_PREVIOUS,
    host: variables.HOST,
    port: variables.PORT,
    publicOrigin: variables.PUBLIC_ORIGIN ?? localOrigin(variables),
    trustProxy: variables.TRUST_PROXY,
    kv: kvConfig(variables, isManaged),
    aws: {
      endpointUrl: variables.AWS_ENDPOINT_URL,
      allowedAccounts: variables.ALLOWED_AWS_ACCOUNTS,
      crossAccountRole: variables.CROSS_ACCOUNT_ROLE,
    },
    session: {
      idleMs: variables.SESSION_IDLE_MINUTES,
      maxMs: variables.SESSION_MAX_HOURS,
      credentialTtlMs: variables.CREDENTIAL_TTL_MINUTES,
    },
    rateLimits: {
      auth: variables.RATE_LIMIT_AUTH,
      execution: variables.RATE_LIMIT_EXECUTION,
      read: variables.RATE_LIMIT_READ,
    },
    linuxPatcherUrl: variables.LINUX_PATCHER_URL,
    sft: {
      enrollmentToken: variables.SFT_ENROLLMENT_TOKEN,
      enrollmentSecretId: variables.SFT_ENROLLMENT_SECRET_ID,
    },
    log: { level: variables.LOG_LEVEL, format: variables.LOG_FORMAT },
    metricsToken: variables.METRICS_TOKEN,
    flags: {
      newAuth: variables.ENABLE_NEW_AUTH,
      xssProtection: variables.ENABLE_XSS_PROTECTION,
      csrfTokens: variables.ENABLE_CSRF_TOKENS,
      secureSessions: variables.ENABLE_SECURE_SESSIONS,
    },
  };
}

/** Port 80 does not show in an origin. */
function localOrigin({ HOST: host, PORT: port }: Variables): string {
  return new URL(localUrl({ host, port })).origin;
}

function kvConfig(variables: Variables, isManaged: boolean): KvConfig {
  if (variables.DENO_KV_URL) return { kind: "remote", url: variables.DENO_KV_URL };
  if (isManaged && !variables.DENO_KV_PATH) return { kind: "managed" };
  return { kind: "file", path: variables.DENO_KV_PATH ?? DEFAULT_KV_PATH };
}
