import type { Context } from "fresh";
import { noSession, seeOther } from "./answers.ts";
import { countRequest } from "./count_request.ts";
import { refuseForgery } from "./csrf_guard.ts";
import { isApi, ownPath } from "./paths.ts";
import type { LimitKind } from "./rate_limits.ts";
import { formFields, readForm } from "./read_form.ts";
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
  const isForApi = isApi(ctx.url.pathname);
  const isUnsafe = !SAFE_METHODS.includes(req.method);
  // Reading a form for its token costs time, so strangers are counted before.
  if (isUnsafe && state.session === null) countRequest(state, "read");
  const isForUsers = access === "session" && !isForApi;
  const source = isUnsafe ? await refuseForgery(ctx, { isForUsers }) : "trusted";
  if (source === "outdated" || (access === "session" && state.session === null)) {
    if (isForApi) throw noSession(state);
    return signInFirst(ctx, { isUnsafe });
  }
  countRequest(state, typeof limit === "function" ? limit(req) : limit);
  if (isUnsafe) await readForm(req, state);
  return null;
}

/** What a form held is gone: the page says so, and comes back to where the form was. */
function signInFirst(
  { url, state }: Context<State>,
  { isUnsafe }: { readonly isUnsafe: boolean },
): Response {
  const { ended } = state;
  if (ended) state.cookieChange = { kind: "clear" };
  const { next = "" } = formFields(state);
  const place = isUnsafe && next ? ownPath(next) : `${url.pathname}${url.search}`;
  const query = new URLSearchParams({
    ...place !== "/aws" && { next: place },
    ...ended && { ended },
    ...isUnsafe && { unsent: "1" },
  });
  return seeOther(`/aws?${query}`);
}
