import { type Context, internalsOf } from "./context.ts";
import { ASSET_CACHE_KEY } from "./runtime/asset.ts";
import type { BuildSnapshot, StaticFile } from "./snapshot.ts";
import type { Middleware } from "./types.ts";

const IMMUTABLE = "public, max-age=31536000, immutable";
const REVALIDATE = "no-cache, no-store, max-age=0, must-revalidate";

/** Serves the static files and browser bundles of the build; continues with anything else. */
export function staticFiles<State>(): Middleware<State> {
  return async (ctx) => {
    const { snapshot } = internalsOf(ctx);
    const path = relativePath(ctx.url.pathname, ctx.config.basePath);
    if (!snapshot || path === null) return await ctx.next();
    const file = await snapshot.staticFile(path);
    if (!file) {
      return path === "favicon.ico" ? new Response(null, { status: 404 }) : await ctx.next();
    }
    return await send(file, ctx, snapshot);
  };
}

/** The decoded path below the base path; null where no file can be meant. */
function relativePath(pathname: string, basePath: string): string | null {
  if (!pathname.startsWith(`${basePath}/`)) return null;
  try {
    const segments = decodeURIComponent(pathname.slice(basePath.length)).split("/")
      .filter((segment) => segment !== "");
    const allowed = segments.length > 0 &&
      segments.every((segment) => segment !== ".." && !/[\0\\]/.test(segment));
    return allowed ? segments.join("/") : null;
  } catch {
    // Malformed percent-encoding names no file; what follows decides how to answer it.
    return null;
  }
}

async function send(
  file: StaticFile,
  { req, url }: Context<unknown>,
  { buildId, mode }: BuildSnapshot,
): Promise<Response> {
  if (req.method !== "GET" && req.method !== "HEAD") {
    return new Response("Method Not Allowed", { status: 405 });
  }
  const requested = url.searchParams.get(ASSET_CACHE_KEY);
  if (requested !== null && requested !== buildId) return withoutCacheKey(url);

  const headers = new Headers({ "content-type": file.contentType, vary: "If-None-Match" });
  const etag = `W/"${file.hash}"`;
  const known = req.headers.get("if-none-match");
  if (file.hash !== null && (known === etag || known === file.hash)) {
    return new Response(null, { status: 304, headers });
  }
  const immutable = mode === "production" &&
    (requested === buildId || url.pathname.includes(`/_fresh/js/${buildId}/`));
  headers.set("cache-control", immutable ? IMMUTABLE : REVALIDATE);
  headers.set("content-length", String(file.size));
  if (file.hash !== null) headers.set("etag", etag);
  return new Response(req.method === "HEAD" ? null : await file.read(), { headers });
}

function withoutCacheKey(url: URL): Response {
  const target = new URL(url);
  target.searchParams.delete(ASSET_CACHE_KEY);
  return new Response(null, {
    status: 307,
    headers: { location: target.pathname + target.search },
  });
}
