import type { FeatureFlags } from "@/lib/config/mod.ts";

/** The environment variable of each flag, with what it guards. */
export const FLAGS = {
  newAuth: { variable: "ENABLE_NEW_AUTH", guards: "Account allow-list and idle limits" },
  xssProtection: { variable: "ENABLE_XSS_PROTECTION", guards: "Content Security Policy" },
  csrfTokens: { variable: "ENABLE_CSRF_TOKENS", guards: "CSRF tokens and origin checks" },
  secureSessions: { variable: "ENABLE_SECURE_SESSIONS", guards: "Secure session cookies" },
} as const satisfies Record<keyof FeatureFlags, { variable: string; guards: string }>;

/** A flag with its setting, as pages show it. */
export interface FlagState {
  readonly variable: string;
  readonly guards: string;
  readonly enforced: boolean;
}

/** All flags, in a fixed order. */
export function flagStates(flags: FeatureFlags): readonly FlagState[] {
  const names = Object.keys(FLAGS) as (keyof FeatureFlags)[];
  return names.map((name) => ({ ...FLAGS[name], enforced: flags[name] }));
}

/** Variables of the checks that report instead of blocking. */
export function reportOnlyFlags(flags: FeatureFlags): readonly string[] {
  return flagStates(flags).filter(({ enforced }) => !enforced).map(({ variable }) => variable);
}
