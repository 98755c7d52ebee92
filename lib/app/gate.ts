import type { Context } from "fresh";
import { AppError } from "@/lib/base/mod.ts";
import { clientAddress } from "./client_address.ts";
import { refuseForgery } from "./csrf_guard.ts";
import { isApi } from "./paths.ts";
import type { LimitKind } from "./rate_limits.ts";
import { readForm } from "./read_form.ts";
import { noSession, seeOther } from "./answers.ts";
import type { State } from "./state.ts";

/** Who may call a route, and what its requests count as. */
export interface Access {
  /**
   * `session`: who is signed in; the default. `open`: everybody. `machine`: load balancers and
   * browsers by themselves, who have neither token nor session and are not counted here.
   */
  readonly access?: "session" | "open" | "machine";
  /** The rate limit it counts for; `read` when not given. A function decides by the request. */
  readonly limit?: LimitKind | ((req: Request) => LimitKind);
}

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * Lets a request pass to its handler, or not. The checks come in the order of the contract: 403 for
 * what a foreign page may have sent, 401, 429.
 *
 * @param ctx The request.
 * @param access Who may call, and what it counts as.
 * @returns `null` when it may pass; for a page that needs a session, the way to sign in.
 * @throws {AppError} `malicious_csrf` (403), `no_session` (401), `too_many_requests` (429), and for
 * a form that cannot be read 400 or 413.
 */
export async function passGate(
  ctx: Context<State>,
  { access = "session", limit = "read" }: Access,
): Promise<Response | null> {
  if (access === "machine") return null;
  const { req, state } = ctx;
  const isUnsafe = !SAFE_METHODS.includes(req.method);
  if (isUnsafe) await refuseForgery(ctx);
  if (access === "session" && state.session === null) {
    if (isApi(ctx.url.pathname)) throw noSession(state);
    return signInFirst(ctx);
  }
  countRequest(ctx, typeof limit === "function" ? limit(req) : limit);
  if (isUnsafe) await readForm(req, state);
  return null;
}

function signInFirst({ url, state }: Context<State>): Response {
  const { ended } = state;
  if (ended) state.cookieChange = { kind: "clear" };
  const query = new URLSearchParams({
    next: `${url.pathname}${url.search}`,
    ...ended && { ended },
  });
  return seeOther(`/aws?${query}`);
}

/** By session when signed in: colleagues behind one address do not stand in each other's way. */
function countRequest(ctx: Context<State>, kind: LimitKind): void {
  const { session, services: { limits, config } } = ctx.state;
  const key = session ? `session ${session.hash}` : `address ${clientAddress(ctx, config)}`;
  const decision = limits[kind].count(key);
  if (!decision.isAllowed) throw tooManyRequests(decision.retryAfterSeconds);
}

/**
 * Makes the error of somebody who asks too often (RFC 6585, 4).
 *
 * @param retryAfterSeconds When to come back, in seconds.
 * @returns `too_many_requests` (429), with `Retry-After`.
 */
export function tooManyRequests(retryAfterSeconds: number): AppError {
  return new AppError(`Cannot answer: too many requests, next in ${retryAfterSeconds} s`, {
    code: "too_many_requests",
    status: 429,
    publicMessage: `Too many requests. Try again in ${retryAfterSeconds} seconds.`,
    headers: { "retry-after": String(retryAfterSeconds) },
  });
}
