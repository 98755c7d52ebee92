import type { Config } from "@/lib/config/mod.ts";
import { clearSessionCookie, setSessionCookie } from "@/lib/sessions/mod.ts";
import type { CookieChange } from "./state.ts";

/**
 * Says which cookie carries the session: `__Host-pcm_session` in production, unless
 * ENABLE_SECURE_SESSIONS is off; a developer's browser may come by plain http.
 *
 * @param config Says so.
 * @returns Whether it is the one with the `__Host-` name and Secure.
 */
export function isSecureCookie({ environment, flags }: Config): boolean {
  return environment === "production" && flags.secureSessions;
}

/**
 * Writes what becomes of the cookie. At the end of a session the browser also drops what it kept of
 * this site's pages, so that Back shows nothing (OWASP ASVS 5.0, 14.3.1). Its storage holds the
 * theme alone, which stays.
 *
 * @param headers The headers of the answer.
 * @param change What becomes of the cookie, and which one it is.
 */
export function writeCookie(
  headers: Headers,
  { change, config }: { readonly change: CookieChange; readonly config: Config },
): void {
  const isSecure = isSecureCookie(config);
  if (change.kind !== "clear") return setSessionCookie(headers, { token: change.token, isSecure });
  clearSessionCookie(headers, { isSecure });
  headers.set("clear-site-data", '"cache"');
}
