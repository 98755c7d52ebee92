import { deleteCookie, getCookies, setCookie } from "@std/http/cookie";
import { isSessionToken } from "@/lib/security/mod.ts";

/** Which cookie carries the session. */
export interface CookieOptions {
  /** `__Host-pcm_session` over TLS alone; else `pcm_session`. */
  readonly isSecure: boolean;
}

/**
 * Reads the session id. A header that cannot be read, two cookies of the name (one may have been
 * planted), or a value that is no id count as no cookie.
 *
 * @param headers The request's headers.
 * @param options Which cookie to read.
 * @returns The id, or `null`.
 */
export function readSessionCookie(headers: Headers, options: CookieOptions): string | null {
  const name = cookieName(options);
  const namesakes = headers.get("Cookie")?.split(";").filter((part) =>
    part.split("=", 1)[0]?.trim() === name
  );
  if (namesakes?.length !== 1) return null;
  const value = cookiesOf(headers)[name];
  return value !== undefined && isSessionToken(value) ? value : null;
}

/**
 * Gives the browser its session id, until it is closed (RFC 6265bis; OWASP ASVS 5.0, 3.3).
 *
 * @param headers The response's headers.
 * @param cookie The id, and which cookie to write.
 */
export function setSessionCookie(
  headers: Headers,
  { token, isSecure }: CookieOptions & { readonly token: string },
): void {
  setCookie(headers, {
    name: cookieName({ isSecure }),
    value: token,
    path: "/",
    secure: isSecure,
    httpOnly: true,
    sameSite: "Lax",
  });
}

/**
 * Takes the session id from the browser.
 *
 * @param headers The response's headers.
 * @param options Which cookie to end.
 */
export function clearSessionCookie(headers: Headers, { isSecure }: CookieOptions): void {
  deleteCookie(headers, cookieName({ isSecure }), {
    path: "/",
    secure: isSecure,
    httpOnly: true,
  });
}

function cookieName({ isSecure }: CookieOptions): string {
  return isSecure ? "__Host-pcm_session" : "pcm_session";
}

function cookiesOf(headers: Headers): Record<string, string> {
  try {
    return getCookies(headers);
  } catch (error) {
    // The client wrote the header; without a readable one it is signed out.
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
