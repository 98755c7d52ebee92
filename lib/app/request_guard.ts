import { HttpError } from "fresh";
import { AppError, quoted } from "@/lib/base/mod.ts";
import type { Config } from "@/lib/config/mod.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Load balancers ask these by address, not by name. */
const PROBES = ["/api/health", "/api/ready"];

/** A name or address with or without a port, and nothing else that a URL may hold. */
const NAME = /^[\w.\-[\]:]+$/;

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Tells methods that no handler has a name for, such as TRACE.
 *
 * @param request The request as the server received it.
 * @returns True for such a method.
 */
export function methodIsUnknown(request: Request): boolean {
  return !METHODS.includes(request.method);
}

/**
 * Gives the path as Fresh routes it, with runs of slashes collapsed.
 *
 * @param request The request as the server received it.
 * @returns The path, still percent-encoded; `/` when the address cannot be read.
 */
export function requestPath(request: Request): string {
  return URL.parse(request.url)?.pathname.replaceAll(/\/+/g, "/") ?? "/";
}

/**
 * Decides what must not reach any route: addresses that cannot be read (400), and requests for
 * another host than ours (421; RFC 9110, 7.4 and 15.5.20), which is how DNS rebinding and poisoned
 * links begin.
 *
 * @param request The request as the server received it.
 * @param config Says which host is ours.
 * @returns The error to answer with; null when the request may pass.
 */
export function refusal(request: Request, config: Config): Error | null {
  const url = URL.parse(request.url);
  if (!url || !isWellFormed(url.pathname)) return new HttpError(400);
  if (PROBES.includes(requestPath(request))) return null;
  const foreign = hostsOf(request).find((host) => !isOurs(host, config));
  return foreign === undefined ? null : foreignHost(foreign);
}

/** Malformed percent-encoding would be a bare 500 further in. */
function isWellFormed(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    // URIError says no more than that it is malformed, which is the answer.
    return false;
  }
}

/**
 * The target itself names a host in absolute form and in HTTP/2 (RFC 9112, 3.2.2). X-Forwarded-Host
 * counts for nothing: many proxies let the client's own through, so a proxy has to keep Host.
 */
function hostsOf(request: Request): readonly string[] {
  const target = new URL(request.url).host;
  return [request.headers.get("host") ?? target, target];
}

/** A port that is the scheme's own may be named or not. */
function isOurs(name: string, { environment, publicOrigin }: Config): boolean {
  const ours = new URL(publicOrigin);
  const host = NAME.test(name) ? URL.parse(`${ours.protocol}//${name}`)?.host ?? name : name;
  return host === ours.host || (environment === "development" && LOOPBACK.test(host));
}

function foreignHost(host: string): AppError {
  return new AppError(`Cannot answer for ${quoted(host)}: expected the host of PUBLIC_ORIGIN`, {
    code: "foreign_host",
    status: 421,
    publicMessage: "This server does not answer for the host name in the request.",
  });
}
