/** Keys and what is made with them: seals, CSRF tokens, session ids; and the rate limit. */
export { checkCanary } from "./canary.ts";
export { type CsrfSubject, issueCsrfToken, verifyCsrfToken } from "./csrf.ts";
export { createDataKey, type NewDataKey, rewrapDataKey, unwrapDataKey } from "./data_key.ts";
export {
  createKeyRing,
  type DerivedKeys,
  type KeyRing,
  type KeyRingSecrets,
  type SealingKey,
} from "./key_ring.ts";
export { type RateDecision, RateLimiter, type RateLimiterOptions } from "./rate_limiter.ts";
export { openSealed, seal, type SealPlace } from "./seal.ts";
export { isSessionToken, logName, newSessionToken, tokenHash } from "./session_token.ts";
