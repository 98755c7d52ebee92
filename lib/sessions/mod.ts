/** Who is signed in: records, limits and the cookie. */
export {
  clearSessionCookie,
  type CookieOptions,
  readSessionCookie,
  setSessionCookie,
} from "./cookie.ts";
export type { Session, SessionSeal, SessionState } from "./model.ts";
export {
  type Enter,
  type Entry,
  type SessionLookup,
  Sessions,
  type SessionsOptions,
} from "./sessions.ts";
export {
  type Identity,
  type IdentityView,
  identityView,
  type SessionView,
  sessionView,
  type ShownSession,
  SIGNED_OUT,
} from "./view.ts";
