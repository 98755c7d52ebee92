import type { FeatureFlags } from "@/lib/config/mod.ts";

/** The environment variable of each flag. */
const VARIABLES: Readonly<Record<keyof FeatureFlags, string>> = {
  newAuth: "ENABLE_NEW_AUTH",
  xssProtection: "ENABLE_XSS_PROTECTION",
  csrfTokens: "ENABLE_CSRF_TOKENS",
  secureSessions: "ENABLE_SECURE_SESSIONS",
};

/**
 * Names the security checks that report instead of blocking.
 *
 * @param flags The checks; `false` is report only.
 * @returns Their environment variables, as banners show them.
 */
export function reportOnlyFlags(flags: FeatureFlags): readonly string[] {
  const names = Object.keys(VARIABLES) as (keyof FeatureFlags)[];
  return names.filter((name) => !flags[name]).map((name) => VARIABLES[name]);
}
