import type { FeatureFlags } from "@/lib/config/mod.ts";

/**
 * Gives the flags by the names that operators set them by.
 *
 * @param flags The checks; `false` is report only.
 * @returns Variable and value of each.
 */
export function flagVariables(
  { newAuth, xssProtection, csrfTokens, secureSessions }: FeatureFlags,
): readonly (readonly [string, boolean])[] {
  return Object.entries({
    ENABLE_NEW_AUTH: newAuth,
    ENABLE_XSS_PROTECTION: xssProtection,
    ENABLE_CSRF_TOKENS: csrfTokens,
    ENABLE_SECURE_SESSIONS: secureSessions,
  });
}

/**
 * Names the security checks that report instead of blocking.
 *
 * @param flags The checks; `false` is report only.
 * @returns Their environment variables, as banners show them.
 */
export function reportOnlyFlags(flags: FeatureFlags): readonly string[] {
  return flagVariables(flags).flatMap(([name, isOn]) => isOn ? [] : [name]);
}
