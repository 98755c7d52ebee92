import { type Context, type Handler, internalsOf } from "./context.ts";
import { HttpError } from "./http_error.ts";
import { instantiate, pageProps, renderPage } from "./render/render_page.ts";
import {
  type HandlerFn,
  type Lazy,
  type Method,
  METHODS,
  type Middleware,
  type Route,
} from "./types.ts";

/** Handlers of one route by method. */
export type RouteMethods = ReadonlyMap<Method, Handler>;

/** Answers with a route: its handler, and its component when the handler gave page data. */
export async function answer(
  route: Route<unknown>,
  ctx: Context<unknown>,
  { status }: { readonly status?: number } = {},
): Promise<Response> {
  const handler = handlerFor(route, ctx.req.method);
  const result = handler ? await handler(ctx) : { data: {} };
  if (result instanceof Response) return result;
  if (!route.component) {
    throw new TypeError(
      `Cannot render ${ctx.route}: its handler gave page data, expected a component`,
    );
  }
  ctx.data = result.data;
  const vnode = await instantiate(route.component, pageProps(ctx, result.data, () => null));
  if (vnode instanceof Response) return vnode;
  const init: ResponseInit = { status: result.status ?? status ?? 200 };
  if (result.headers) init.headers = result.headers;
  const options = { ...route.config, css: route.css };
  return await renderPage(ctx, internalsOf(ctx), { vnode, init, options });
}

/** A HEAD request falls back to the handler of GET. */
function handlerFor(
  { handler }: Route<unknown>,
  method: string,
): HandlerFn<unknown, unknown> | undefined {
  if (typeof handler === "function" || handler === undefined) return handler;
  const named = Object.hasOwn(handler, method) ? handler[method as Method] : undefined;
  return named ?? (method === "HEAD" ? handler.GET : undefined);
}

/** Handlers of a route whose module is known: the methods it names (contract 3.2.5). */
export function eagerMethods(route: Route<unknown>): RouteMethods {
  const named = typeof route.handler === "object" ? Object.keys(route.handler) as Method[] : null;
  const methods = named && route.component && !named.includes("GET") ? [...named, "GET"] : named;
  if (!route.handler && !route.component) return new Map();
  return sameForAll((methods ?? METHODS) as readonly Method[], (ctx) => answer(route, ctx));
}

/** Handlers of a route that loads on first use: every method; those it lacks give 404. */
export function lazyMethods(load: Lazy<Route<unknown>>): RouteMethods {
  let loaded: Promise<Route<unknown>> | undefined;
  return sameForAll(METHODS, async (ctx) => {
    const route = await (loaded ??= load());
    const renders = ["GET", "HEAD"].includes(ctx.req.method) && route.component;
    const named = typeof route.handler !== "object" || handlerFor(route, ctx.req.method);
    if (!named && !renders) throw new HttpError(404);
    return await answer(route, ctx);
  });
}

function sameForAll(methods: readonly Method[], handler: Handler): RouteMethods {
  return new Map(methods.map((method) => [method, handler]));
}

/** Runs functions in order, each through `ctx.next()`, then `last`. */
export function chain(functions: readonly Middleware<unknown>[], last: Handler): Handler {
  return functions.reduceRight<Handler>((next, first) => {
    let middleware = first;
    return async (ctx) => {
      ctx.next = async () => await next(ctx);
      let result = await middleware(ctx);
      while (typeof result === "function") {
        middleware = result;
        result = await middleware(ctx);
      }
      return result;
    };
  }, last);
}
