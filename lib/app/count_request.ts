import { AppError } from "@/lib/base/mod.ts";
import type { LimitKind, RateLimits } from "./rate_limits.ts";
import type { State } from "./state.ts";

/**
 * Counts a request: by session when signed in, so that colleagues behind one address do not stand
 * in each other's way, else by address. Signing in again gives a session a new id, and the counts
 * go on.
 *
 * @param state The state of the request.
 * @param kind What it counts as.
 * @throws {AppError} `too_many_requests` (429), with `Retry-After`.
 */
export function countRequest(state: State, kind: LimitKind): void {
  if (state.session === null) return countAddress(state, kind);
  count(state, { kind, key: `session ${state.session.state.lineage}` });
}

/**
 * Counts a request by its address, whoever is signed in.
 *
 * @param state The state of the request.
 * @param kind What it counts as.
 * @throws {AppError} `too_many_requests` (429), with `Retry-After`.
 */
export function countAddress(state: State, kind: keyof RateLimits): void {
  count(state, { kind, key: `address ${state.address}` });
}

function count(
  { services: { limits } }: State,
  { kind, key }: { readonly kind: keyof RateLimits; readonly key: string },
): void {
  const decision = limits[kind].count(key);
  if (!decision.isAllowed) throw tooManyRequests(decision.retryAfterSeconds);
}

/** RFC 6585, 4. */
function tooManyRequests(retryAfterSeconds: number): AppError {
  return new AppError(`Cannot answer: too many requests, next in ${retryAfterSeconds} s`, {
    code: "too_many_requests",
    status: 429,
    publicMessage: `Too many requests. Try again in ${retryAfterSeconds} seconds.`,
    headers: { "retry-after": String(retryAfterSeconds) },
  });
}
