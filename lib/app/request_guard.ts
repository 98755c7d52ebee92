import { HttpError } from "fresh";
import { AppError, quoted } from "@/lib/base/mod.ts";
import type { Config } from "@/lib/config/mod.ts";

/** The largest change file is 5 MB; multipart framing comes on top. */
const MAX_BODY_BYTES = 5 * 1024 * 1024 + 64 * 1024;

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Load balancers ask these by address, not by name. */
const PROBES = ["/api/health", "/api/ready"];

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** True for a method that no handler has a name for. */
export function methodIsUnknown(request: Request): boolean {
  return !METHODS.includes(request.method);
}

/**
 * Decides what must not reach any route.
 *
 * @returns the error to answer with; null when the request may pass
 */
export function refusal(request: Request, config: Config): Error | null {
  const { pathname } = new URL(request.url);
  if (!isWellFormed(pathname)) return new HttpError(400);
  if (!PROBES.includes(pathname) && !isOurHost(request, config)) return foreignHost(request);
  return Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES ? tooLarge() : null;
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

/** RFC 9110, 15.5.20; a foreign Host is how DNS rebinding and poisoned links begin. */
function isOurHost(request: Request, { environment, publicOrigin, trustProxy }: Config): boolean {
  const forwarded = trustProxy ? request.headers.get("x-forwarded-host") : null;
  const host = (forwarded ?? request.headers.get("host") ?? new URL(request.url).host)
    .toLowerCase();
  return host === new URL(publicOrigin).host ||
    (environment === "development" && LOOPBACK.test(host));
}

function foreignHost(request: Request): AppError {
  const host = quoted(request.headers.get("host") ?? "");
  return new AppError(`Cannot answer for the host ${host}: expected that of PUBLIC_ORIGIN`, {
    code: "foreign_host",
    status: 421,
    publicMessage: "This server does not answer for the host name in the request.",
  });
}

function tooLarge(): AppError {
  return new AppError(`Cannot read a body over ${MAX_BODY_BYTES} bytes`, {
    code: "body_too_large",
    status: 413,
    publicMessage: "The request is larger than 5 MB.",
  });
}
