/**
 * Reads and writes cookies as HTTP headers.
 *
 * The grammar and the attributes are those of RFC 6265bis
 * (https://datatracker.ietf.org/doc/draft-ietf-httpbis-rfc6265bis/).
 *
 * @module
 */

/** A cookie as `Set-Cookie` describes it (RFC 6265bis, section 4.1). */
export interface Cookie {
  /** Letters, digits and `!#$%&'*+-./^_|~` or a backquote. */
  name: string;
  /** Visible ASCII but `",;\`. */
  value: string;
  /** End of life as a date or in milliseconds since the epoch; 0 counts as not given. */
  expires?: Date | number;
  /** Lifetime in whole seconds; 0 ends the cookie at once. */
  maxAge?: number;
  /** Sends the cookie to this host and those below it; without it to the setting host only. */
  domain?: string;
  /** Sends the cookie to paths below this one only. */
  path?: string;
  /** Sends the cookie over secure connections only. */
  secure?: boolean;
  /** Hides the cookie from scripts. */
  httpOnly?: boolean;
  /** A separate cookie jar for each top-level site (CHIPS). */
  partitioned?: boolean;
  /** Whether requests from other sites carry the cookie. */
  sameSite?: "Strict" | "Lax" | "None";
  /** Further attributes, appended as they are. */
  unparsed?: string[];
}

/** RFC 9110 `token`, and "/", which the published package accepts too. */
const NAME = /^[\w!#$%&'*+\-./^`|~]+$/;
/** RFC 6265bis `cookie-octet`, and U+0080, which the published package accepts too. */
const VALUE = /^[\x21\x23-\x2B\x2D-\x3A\x3C-\x5B\x5D-\x7E\x80]*$/;
/** RFC 6265bis `av-octet`: all of ASCII but control characters and ";". */
const ATTRIBUTE = /^[\x20-\x3A\x3C-\x7E]*$/;

/**
 * Reads the `Cookie` header of a request (RFC 6265bis, section 4.2).
 *
 * Values stay as they were sent: nothing is decoded, unquoted or trimmed. The last of several
 * cookies with one name wins.
 *
 * @param headers The headers of the request.
 * @returns Name to value, in an object without prototype; empty without a `Cookie` header.
 * @throws {SyntaxError} If a part between semicolons is empty or starts with "=". A client decides
 * this, so guard the call.
 */
export function getCookies(headers: Headers): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null);
  for (const part of headers.get("Cookie")?.split(";") ?? []) {
    if (part === "" || part.startsWith("=")) {
      throw new SyntaxError('Cannot parse Cookie header: expected "name=value" parts with a name');
    }
    const [name = "", ...value] = part.split("=");
    cookies[name.trim()] = value.join("=");
  }
  return cookies;
}

/**
 * Appends one `Set-Cookie` header; a cookie with an empty name is left out.
 *
 * The name prefixes of RFC 6265bis (section 4.1.3) change the passed cookie: `__Secure` sets
 * `secure`; `__Host` sets `secure` and the path "/" and removes `domain`.
 *
 * @param headers The headers of the response.
 * @param cookie The cookie. A `maxAge` that is no integer is left out.
 * @throws {SyntaxError} If name, value, path or domain has characters it must not have.
 * @throws {RangeError} If `maxAge` is negative.
 * @throws {TypeError} If the value is missing.
 */
export function setCookie(headers: Headers, cookie: Cookie): void {
  if (cookie.name === "") return;
  applyNamePrefix(cookie);
  validate(cookie);
  headers.append("Set-Cookie", serialize(cookie));
}

/**
 * Appends a `Set-Cookie` header that makes the browser drop a cookie: empty, expired at the epoch.
 *
 * @param headers The headers of the response.
 * @param name The name of the cookie.
 * @param attributes The attributes the cookie was set with: a browser finds the cookie by name,
 * domain and path.
 * @throws {SyntaxError} As {@linkcode setCookie} does.
 */
export function deleteCookie(
  headers: Headers,
  name: string,
  attributes?: Pick<Cookie, "path" | "domain" | "secure" | "httpOnly" | "partitioned">,
): void {
  setCookie(headers, { name, value: "", expires: new Date(0), ...attributes });
}

function validate({ name, value, path, domain, maxAge }: Cookie): void {
  if (!NAME.test(name)) {
    throw new SyntaxError(`Cannot set cookie "${name}": expected a name of token characters`);
  }
  if (value === undefined || value === null) {
    throw new TypeError(`Cannot set cookie "${name}": expected a value`);
  }
  if (!VALUE.test(value)) { // a value may be a secret, so it is not shown
    throw new SyntaxError(`Cannot set cookie "${name}": expected a value without blanks or ",;\\`);
  }
  if (path && !ATTRIBUTE.test(path)) {
    throw new SyntaxError(`Cannot set cookie path "${path}": expected ASCII without semicolon`);
  }
  if (domain && (!ATTRIBUTE.test(domain) || /^-|[.-]$/.test(domain))) {
    throw new SyntaxError(`Cannot set cookie domain "${domain}": expected a domain name`);
  }
  if (maxAge !== undefined && Number.isInteger(maxAge) && maxAge < 0) {
    throw new RangeError(`Cannot set cookie max age "${maxAge}": expected 0 or more seconds`);
  }
}

function applyNamePrefix(cookie: Cookie): void {
  if (cookie.name.startsWith("__Secure")) cookie.secure = true;
  if (cookie.name.startsWith("__Host")) {
    cookie.secure = true;
    cookie.path = "/";
    delete cookie.domain;
  }
}

function serialize(cookie: Cookie): string {
  const { expires, maxAge, domain, sameSite, path } = cookie;
  const parts = [`${cookie.name}=${cookie.value}`];
  if (cookie.secure) parts.push("Secure");
  if (cookie.httpOnly) parts.push("HttpOnly");
  if (cookie.partitioned) parts.push("Partitioned");
  if (Number.isInteger(maxAge)) parts.push(`Max-Age=${maxAge}`);
  if (domain) parts.push(`Domain=${domain}`);
  if (sameSite) parts.push(`SameSite=${sameSite}`);
  if (path) parts.push(`Path=${path}`);
  if (expires) parts.push(`Expires=${new Date(expires).toUTCString()}`);
  return [...parts, ...cookie.unparsed ?? []].join("; ");
}
