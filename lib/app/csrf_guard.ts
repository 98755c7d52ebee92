import type { Context } from "fresh";
import { AppError } from "@/lib/base/mod.ts";
import { verifyCsrfToken } from "@/lib/security/mod.ts";
import { readSessionCookie } from "@/lib/sessions/mod.ts";
import { readForm } from "./read_form.ts";
import { isSecureCookie } from "./session_cookie.ts";
import type { State } from "./state.ts";

const TOKEN_HEADER = "x-csrf-token";
const TOKEN_FIELD = "_csrf";

/** Why a request may come from a foreign page. */
type Forgery = "foreign_origin" | "foreign_site" | "no_origin" | "no_token" | "wrong_token";

/**
 * Refuses an unsafe request that a foreign page may have made its user's browser send: by where it
 * says it comes from, and by the token that only our own pages hold (OWASP CSRF Prevention Cheat
 * Sheet; ASVS 5.0, 3.5.1). A body that is a form is read for its token.
 *
 * @param ctx The request.
 * @param options `isForUsers`: whether it is a form that only who is signed in may send.
 * @returns `outdated` for our own page of a session that has ended since: nothing may be done for
 * it, yet nobody forged it. Else `trusted`.
 * @throws {AppError} `malicious_csrf` (403) unless ENABLE_CSRF_TOKENS is off: then it only warns.
 */
export async function refuseForgery(
  ctx: Context<State>,
  { isForUsers }: { readonly isForUsers: boolean },
): Promise<"trusted" | "outdated"> {
  const { req, state } = ctx;
  const reason = foreignSource(ctx) ?? await tokenFault(ctx);
  if (reason === null) return "trusted";
  if (reason === "wrong_token" && state.session === null) {
    // Another tab signed out, and the cookie went with it: a stranger's form does nothing anyway.
    if (isForUsers || await isOfEndedSession(ctx)) return "outdated";
  }
  const { config, logger } = state.services;
  const isEnforced = config.flags.csrfTokens;
  logger.warn("malicious_csrf", {
    requestId: state.requestId,
    method: req.method,
    path: ctx.url.pathname,
    reason,
    isEnforced,
  });
  if (isEnforced) throw forgery(reason);
  return "trusted";
}

/** A browser that names none of the three cannot be told from a foreign page (fails closed). */
function foreignSource(ctx: Context<State>): Forgery | null {
  const { headers } = ctx.req;
  const source = headers.get("origin") ?? originOf(headers.get("referer"));
  if (source !== null && !isOwnOrigin(source, ctx)) return "foreign_origin";
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return "foreign_site";
  return source === null && site === null ? "no_origin" : null;
}

function originOf(referer: string | null): string | null {
  return referer === null ? null : URL.parse(referer)?.origin ?? "null";
}

/** The host check has let the request's own host pass: in development that may be a loopback name. */
function isOwnOrigin(origin: string, { req, state }: Context<State>): boolean {
  const { publicOrigin, environment } = state.services.config;
  if (origin === publicOrigin) return true;
  return environment === "development" && origin === new URL(req.url).origin;
}

async function tokenFault({ req, state }: Context<State>): Promise<Forgery | null> {
  const token = await sentToken(req, state);
  if (token === null) return "no_token";
  const { csrfSubject: subject, services: { ring } } = state;
  const isOurs = subject !== null && await verifyCsrfToken(ring, { token, subject });
  return isOurs ? null : "wrong_token";
}

/** The cookie still names the session, and the token was made for it: both need SECRET_KEY. */
async function isOfEndedSession({ req, state }: Context<State>): Promise<boolean> {
  const { services: { ring, config } } = state;
  const id = readSessionCookie(req.headers, { isSecure: isSecureCookie(config) });
  const token = await sentToken(req, state);
  if (id === null || token === null) return false;
  return await verifyCsrfToken(ring, { token, subject: { id, kind: "session" } });
}

async function sentToken(req: Request, state: State): Promise<string | null> {
  return req.headers.get(TOKEN_HEADER) ?? await tokenField(req, state);
}

async function tokenField(req: Request, state: State): Promise<string | null> {
  const field = (await readForm(req, state))?.get(TOKEN_FIELD);
  return typeof field === "string" ? field : null;
}

function forgery(reason: Forgery): AppError {
  return new AppError(`Cannot trust where the request comes from: ${reason}`, {
    code: "malicious_csrf",
    status: 403,
    publicMessage:
      "The request did not come from a current page of this tool. Load the page again, then repeat what you did.",
  });
}
