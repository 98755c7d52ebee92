import { HttpError } from "fresh";
import { AppError, quoted } from "@/lib/base/mod.ts";
import type { Config } from "@/lib/config/mod.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Load balancers ask these by address, not by name. */
const PROBES = ["/api/health", "/api/ready"];

/** A name or address with or without a port, and nothing else that a URL may hold. */
const NAME = /^[\w.\-[\]:]+$/;

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** What is known of a request before it is routed. */
export interface GuardedRequest {
  /** The path as Fresh routes it, still percent-encoded; `/` when the address cannot be read. */
  readonly path: string;
  /** True for a method that no handler has a name for, such as TRACE. */
  readonly methodIsUnknown: boolean;
  /** The error to answer with; null when the request may pass. */
  readonly refusal: Error | null;
}

/**
 * Makes the guard that decides what must not reach any route: addresses that cannot be read (400),
 * and requests for another host than ours (421; RFC 9110, 7.4 and 15.5.20), which is how DNS
 * rebinding and poisoned links begin.
 *
 * @param config Says which host is ours.
 * @returns The guard.
 */
export function requestGuard(
  { environment, publicOrigin }: Pick<Config, "environment" | "publicOrigin">,
): (request: Request) => GuardedRequest {
  const { protocol, host: publicHost } = new URL(publicOrigin);

  /** A port that is the scheme's own may be named or not. */
  function isOurs(name: string): boolean {
    if (name === publicHost) return true;
    const host = NAME.test(name) ? URL.parse(`${protocol}//${name}`)?.host ?? name : name;
    return host === publicHost || (environment === "development" && LOOPBACK.test(host));
  }

  return (request) => {
    const url = URL.parse(request.url);
    const path = url?.pathname.replaceAll(/\/+/g, "/") ?? "/";
    const methodIsUnknown = !METHODS.includes(request.method);
    if (!url || !isWellFormed(path)) {
      return { path, methodIsUnknown, refusal: new HttpError(400) };
    }
    const foreign = PROBES.includes(path)
      ? undefined
      : hostsOf(request, url).find((host) => !isOurs(host));
    return { path, methodIsUnknown, refusal: foreign === undefined ? null : foreignHost(foreign) };
  };
}

/** Malformed percent-encoding would be a bare 500 further in. */
function isWellFormed(path: string): boolean {
  try {
    decodeURIComponent(path);
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
function hostsOf(request: Request, { host: target }: URL): readonly string[] {
  return [request.headers.get("host") ?? target, target];
}

function foreignHost(host: string): AppError {
  return new AppError(`Cannot answer for ${quoted(host)}: expected the host of PUBLIC_ORIGIN`, {
    code: "foreign_host",
    status: 421,
    publicMessage: "This server does not answer for the host name in the request.",
  });
}
