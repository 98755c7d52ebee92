/**
 * The part of Fresh 2.3 that this repository uses, for networks that reach npm but not JSR.
 *
 * @module
 */
export { App } from "./app.ts";
export { createDefine, page } from "./define.ts";
export { HttpError } from "./http_error.ts";
export { staticFiles } from "./static_files.ts";
export type { Context, FreshContext } from "./context.ts";
export type { Define } from "./define.ts";
export type { Island } from "./snapshot.ts";
export type {
  FreshConfig,
  HandlerByMethod,
  HandlerFn,
  LayoutConfig,
  Lazy,
  ListenOptions,
  MaybeLazy,
  Method,
  Middleware,
  MiddlewareFn,
  PageProps,
  PageResponse,
  ResolvedFreshConfig,
  RouteConfig,
  RouteData,
  RouteHandler,
} from "./types.ts";
