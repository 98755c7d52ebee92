import { AppError, quoted } from "@/lib/base/mod.ts";
import type { Session } from "@/lib/sessions/mod.ts";
import { ownPath } from "./paths.ts";
import type { State } from "./state.ts";

/**
 * Sends the browser on with GET, as after every form (RFC 9110, 15.4.4).
 *
 * @param path A path of this application; any other place becomes `/`.
 * @returns 303 with `Location`.
 */
export function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { location: ownPath(path) } });
}

/**
 * Makes the error of something that was named and does not exist.
 *
 * @param kind What it is, such as `change`.
 * @param name The name that was asked for; foreign text.
 * @returns `not_found` (404), naming it.
 */
export function notFound(kind: string, name: string): AppError {
  const publicMessage = `There is no ${kind} ${quoted(name)}.`;
  return new AppError(publicMessage, { code: "not_found", status: 404, publicMessage });
}

/**
 * Makes the error of a form that none of the page's buttons has sent.
 *
 * @returns `unknown_intent` (422).
 */
export function unknownIntent(): AppError {
  return new AppError("Cannot read the form: expected one of its buttons", {
    code: "unknown_intent",
    status: 422,
    publicMessage: "The form does not say what to do. Load the page again and press its buttons.",
  });
}

/**
 * Gives the session of a route for who is signed in.
 *
 * @param state The state.
 * @returns The session.
 * @throws {AppError} `no_session` (401) when there is none.
 */
export function requireSession(state: Pick<State, "session" | "ended">): Session {
  if (state.session === null) throw noSession(state);
  return state.session;
}

const ENDS = {
  idle: "The session ended because it was not used. Sign in again.",
  absolute: "The session reached its longest time. Sign in again.",
} as const;

/**
 * Makes the error of a request without a session.
 *
 * @param state Says which limit ended the session, if one did.
 * @returns `no_session` (401).
 */
export function noSession({ ended }: Pick<State, "ended">): AppError {
  return new AppError("Cannot answer: expected a session", {
    code: "no_session",
    status: 401,
    publicMessage: ended === null ? "Sign in first." : ENDS[ended],
  });
}
