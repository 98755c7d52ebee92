import type { FeatureFlags } from "@/lib/config/mod.ts";

/** The environment variable of each flag. */
const VARIABLES: Readonly<Record<keyof FeatureFlags, string>> = {
  newAuth: "ENABLE_NEW_AUTH",
  xssProtection: "ENABLE_XSS_PROTECTION",
  csrfTokens: "ENABLE_CSRF_TOKENS",
  secureSessions: "ENABLE_SECURE_SESSIONS",
};

/** Variables of the security checks that report instead of blocking, as banners name them. */
export function reportOnlyFlags(flags: FeatureFlags): readonly string[] {
  const names = Object.keys(VARIABLES) as (keyof FeatureFlags)[];
  return names.filter((name) => !flags[name]).map((name) => VARIABLES[name]);
}
