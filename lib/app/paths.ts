/** Below `/api/`, and yet a page for people. */
const PAGES_OF_API = ["/api/docs"];

/**
 * Tells whether a path belongs to the API: its errors are problem documents, never pages.
 *
 * @param path The path of a request, with single slashes.
 * @returns Whether it does.
 */
export function isApi(path: string): boolean {
  return path.startsWith("/api/") && !PAGES_OF_API.includes(path);
}

/** What no session and no cookie is looked up for: probes, and what browsers send by themselves. */
const WITHOUT_IDENTITY = ["/api/health", "/api/ready", "/api/csp-report", "/metrics"];

/**
 * Tells whether a request's cookie is to be looked at.
 *
 * @param path The path of the request.
 * @returns `false` for what machines ask.
 */
export function hasIdentity(path: string): boolean {
  return !WITHOUT_IDENTITY.includes(path);
}

/** In the query of a page that a browser without JavaScript loads again by itself. */
const REFRESH = "refresh";
const CAUSES = /^\/executions\/[^/]+\/causes$/;

/**
 * Tells whether a request is a page's polling, which is no activity of its user (OWASP ASVS 5.0,
 * 7.3.1).
 *
 * @param request Its method and address.
 * @returns `true` for GET of the session and of a run, and of a page that was loaded again by itself.
 */
export function isPolling(
  { method, url: { pathname: path, searchParams } }: {
    readonly method: string;
    readonly url: URL;
  },
): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  const isAsked = path === "/api/session" || path.startsWith("/api/executions/");
  return isAsked || CAUSES.test(path) ||
    (path.startsWith("/executions/") && searchParams.has(REFRESH));
}

/**
 * Names the address at which a page loads itself again, so that it is taken for polling.
 *
 * @param url The page's address.
 * @returns Its path and query, marked.
 */
export function refreshPath({ pathname, searchParams }: URL): string {
  const marked = new URLSearchParams(searchParams);
  marked.set(REFRESH, "1");
  return `${pathname}?${marked}`;
}

const BASE = "http://own.invalid";
const MAX_PATH_CHARACTERS = 2_048;

/**
 * Makes a path of this application of a text that anybody may have written, such as `next`.
 *
 * @param value The text.
 * @returns Path, query and fragment; `/` when the text names another place, or cannot be read as a
 * browser would (OWASP Unvalidated Redirects and Forwards Cheat Sheet).
 */
export function ownPath(value: string | null | undefined): string {
  if (!value?.startsWith("/") || value.length > MAX_PATH_CHARACTERS) return "/";
  // Browsers take a backslash for a slash, and drop tabs and line ends.
  if (/[\\\p{Cc}]/u.test(value)) return "/";
  const url = URL.parse(value, BASE);
  if (url?.origin !== BASE) return "/";
  const path = `${url.pathname}${url.search}${url.hash}`;
  // "/.//host" is no more than a path until its dots are resolved.
  return path.startsWith("//") ? "/" : path;
}
