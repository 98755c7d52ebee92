import type { SourceFile } from "./source_file.ts";

/**
 * The names the application may import from Fresh and Deno's std: those that jsr/ and the published
 * packages share.
 */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  fresh: [
    "App",
    "HttpError",
    "page",
    "createDefine",
    "staticFiles",
    "Context",
    "FreshContext",
    "PageProps",
    "RouteConfig",
    "LayoutConfig",
    "FreshConfig",
    "ResolvedFreshConfig",
    "ListenOptions",
    "HandlerFn",
    "HandlerByMethod",
    "RouteHandler",
    "RouteData",
    "PageResponse",
    "Middleware",
    "MiddlewareFn",
    "Method",
    "Define",
    "Lazy",
    "MaybeLazy",
    "Island",
  ],
  "fresh/runtime": ["IS_BROWSER", "asset", "assetSrcSet", "Head", "HttpError"],
  "fresh/dev": [
    "Builder",
    "BuildOptions",
    "ResolvedBuildConfig",
    "OnTransformArgs",
    "OnTransformOptions",
    "TransformFn",
  ],
  "@std/http/cookie": ["getCookies", "setCookie", "deleteCookie", "Cookie"],
  "@std/http/status": ["STATUS_CODE", "STATUS_TEXT", "StatusCode", "StatusText", "ErrorStatus"],
  "@std/crypto/timing-safe-equal": ["timingSafeEqual"],
};

/** Tests of the local packages themselves, which go when jsr/ goes. */
const INSIDE = /^tests\/jsr\//;

/**
 * Says where a file reaches into jsr/, or uses more of Fresh and std than the published packages
 * are known to give.
 */
export function contractFaults({ path, imports }: SourceFile): readonly string[] {
  return imports.flatMap(({ target, names }) => {
    if (/^jsr[/:]/.test(target)) {
      return INSIDE.test(path) ? [] : [`${path} imports ${target}: use the published name`];
    }
    if (!/^(fresh|@fresh|@std)(\/|$)/.test(target)) return [];
    const known = Object.hasOwn(NAMES, target) ? NAMES[target] : undefined;
    if (!known) return [`${path} imports ${target}: the contract has no such entry point`];
    const unknown = names.filter((name) => !known.includes(name));
    return unknown.map((name) =>
      `${path} imports ${name} of ${target}: the contract has no such name`
    );
  });
}
