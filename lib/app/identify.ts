import type { Context, Middleware } from "fresh";
import { isChangeNumber } from "@/lib/base/mod.ts";
import { issueCsrfToken, logName, newSessionToken } from "@/lib/security/mod.ts";
import { readSessionCookie, type Session, sessionView, SIGNED_OUT } from "@/lib/sessions/mod.ts";
import { hasIdentity, isApi, isPolling } from "./paths.ts";
import { isSecureCookie } from "./session_cookie.ts";
import type { State } from "./state.ts";

/**
 * Finds out whose request it is, and fills the state: session, what is shown of it, CSRF token. Who
 * has no session gets a cookie with a random id that nothing is stored under; a token is bound to
 * it, so that signing in is safe from foreign pages too.
 *
 * @returns The middleware.
 */
export function identify(): Middleware<State> {
  return async (ctx) => {
    const { url: { pathname: path }, state } = ctx;
    if (!hasIdentity(path)) return await ctx.next();
    const { session } = await findVisitor(ctx);
    if (session && !isApi(path)) await findChange(state, session);
    return await ctx.next();
  };
}

async function findVisitor({ req, url, state }: Context<State>): Promise<State> {
  const { services: { config, sessions } } = state;
  const token = readSessionCookie(req.headers, { isSecure: isSecureCookie(config) });
  const found = token === null ? null : await sessions.find(token);
  if (token !== null && found?.kind === "active") {
    const { session, isPastIdleLimit } = found;
    if (isPastIdleLimit) await reportIdle(state, session);
    if (!isPolling({ method: req.method, url })) await sessions.touch(session);
    return await showSession(state, { session, token });
  }
  if (found?.kind === "unreadable") await reportUnreadable(state, found.session);
  // The id of an ended session is replaced: what is rendered now needs a token that will count.
  const isVisitor = token !== null && found?.kind === "unknown";
  const id = isVisitor ? token : newSessionToken();
  if (!isVisitor) state.cookieChange = { kind: "visit", token: id };
  state.ended = found?.kind === "expired" ? found.limit : null;
  return await showSignedOut(state, id);
}

/**
 * Puts a session into the state.
 *
 * @param state The state of the request.
 * @param found The session, and its id in the cookie.
 * @returns The state.
 */
export async function showSession(
  state: State,
  { session, token }: { readonly session: Session; readonly token: string },
): Promise<State> {
  state.session = session;
  state.sessionView = sessionView(session.state, { nowMs: state.services.clock.now() });
  state.csrfSubject = { id: token, kind: "session" };
  state.csrfToken = await issueCsrfToken(state.services.ring, state.csrfSubject);
  return state;
}

async function showSignedOut(state: State, id: string): Promise<State> {
  state.session = null;
  state.sessionView = SIGNED_OUT;
  state.csrfSubject = { id, kind: "visitor" };
  state.csrfToken = await issueCsrfToken(state.services.ring, state.csrfSubject);
  return state;
}

async function findChange(state: State, session: Session): Promise<void> {
  const number = session.state.currentChange;
  if (number === null || !isChangeNumber(number)) return;
  state.currentChange = await state.services.changes.summary(number) ?? null;
}

/** ENABLE_NEW_AUTH is off: the limit only reports. */
async function reportIdle({ requestId, services }: State, { hash }: Session): Promise<void> {
  const session = await logName(services.ring, hash);
  services.logger.warn("idle_limit_passed", { requestId, session, isEnforced: false });
}

/** The record was changed by hand, or its key left SECRET_KEY_PREVIOUS too early. */
async function reportUnreadable(
  { requestId, services }: State,
  { hash }: Pick<Session, "hash">,
): Promise<void> {
  const session = await logName(services.ring, hash);
  services.logger.warn("crypt_decrypt_fail", { requestId, record: "session", session });
}
