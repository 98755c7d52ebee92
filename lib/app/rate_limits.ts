import { type Clock, MINUTE_MS } from "@/lib/base/mod.ts";
import type { Config } from "@/lib/config/mod.ts";
import { RateLimiter } from "@/lib/security/mod.ts";

/** What a request counts as: signing in, starting runs, and all else. */
export type LimitKind = "auth" | "execution" | "read";

/** A limiter for each kind of request, and one for what browsers report by themselves. */
export type RateLimits = Readonly<Record<LimitKind | "report", RateLimiter>>;

/** A page under attack reports often; more than this tells nothing new. */
const REPORTS_A_MINUTE = 60;

/**
 * Makes the limiters of the process.
 *
 * @param limits How many requests in which window.
 * @param clock Measures the windows.
 * @returns A limiter by kind.
 */
export function createRateLimits(limits: Config["rateLimits"], clock: Clock): RateLimits {
  return {
    auth: new RateLimiter({ ...limits.auth, clock }),
    execution: new RateLimiter({ ...limits.execution, clock }),
    read: new RateLimiter({ ...limits.read, clock }),
    report: new RateLimiter({ limit: REPORTS_A_MINUTE, windowMs: MINUTE_MS, clock }),
  };
}
