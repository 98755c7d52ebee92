import { Context, type Handler } from "./context.ts";
import { errorResponse } from "./error_response.ts";
import { fileRegistrations } from "./fs_routes.ts";
import { HttpError } from "./http_error.ts";
import type { Registration } from "./registration.ts";
import { BrowserCode } from "./render/browser_code.ts";
import { requestUrl } from "./request_url.ts";
import { RouteTable } from "./route_table.ts";
import { Scope } from "./scope.ts";
import type { BuildSnapshot } from "./snapshot.ts";
import type { Method, ResolvedFreshConfig } from "./types.ts";

interface CompileOptions {
  readonly config: ResolvedFreshConfig;
  readonly snapshot: BuildSnapshot | null;
}

type RequestHandler = (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response>;

/** Stands in for the server's information where a handler is called without one. */
const NO_INFO = {
  localAddr: { transport: "tcp", hostname: "localhost", port: 8080 },
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 1234 },
  completed: Promise.resolve(),
} as const satisfies Deno.ServeHandlerInfo & { localAddr: Deno.NetAddr };

/** Makes the request handler of an application from its registrations. */
export function compile(
  registrations: readonly Registration[],
  { config, snapshot }: CompileOptions,
): RequestHandler {
  const root = new Scope({ wrapper: null, notFound: null });
  const table = new RouteTable();
  const register = (registration: Registration): void => {
    switch (registration.type) {
      case "middleware":
        root.at(registration.path).middlewares.push(...registration.middlewares);
        return;
      case "layout":
        root.at(registration.path).layout = registration;
        return;
      case "wrapper":
        root.shared.wrapper = registration.component;
        return;
      case "error":
        root.at(registration.path).errorPage = registration.page;
        return;
      case "notFound":
        root.shared.notFound = registration.page;
        return;
      case "route": {
        const scope = root.at(registration.scope);
        const methods = new Map(
          [...registration.methods].map(([method, handler]) => [method, scope.wrap(handler)]),
        );
        table.add(withBase(config.basePath, registration.pattern), methods);
        return;
      }
      case "files":
        fileRegistrations(snapshot?.routes ?? [], registration.prefix).forEach(register);
        return;
      default:
        registration satisfies never;
    }
  };
  registrations.forEach(register);

  const within = (handler: Handler): Handler => root.wrap(handler);
  return requestHandler(
    { config, snapshot },
    (url, method) => findHandler(table, within, { url, method }),
  );
}

/** What answers a request. */
interface Found {
  readonly route: string | null;
  readonly params?: Record<string, string>;
  readonly handler: Handler;
}

/** Requests that no route answers still run the middleware and error pages of the root. */
function findHandler(
  table: RouteTable,
  within: (handler: Handler) => Handler,
  { url, method }: { readonly url: URL; readonly method: string },
): Found {
  const refuse = (error: unknown) => within(() => Promise.reject(error));
  try {
    const match = table.match(url.pathname);
    if (!match) return { route: null, handler: refuse(new HttpError(404)) };
    const { pattern: route, params, methods } = match;
    const handler = methods.get(method as Method) ??
      (method === "HEAD" ? methods.get("GET") : undefined);
    if (handler) return { route, params, handler };
    const allow = [...methods.keys()].join(", ");
    return method === "OPTIONS"
      ? { route, handler: within(() => new Response(null, { status: 204, headers: { allow } })) }
      : { route, handler: refuse(new HttpError(405)) };
  } catch (error) {
    return { route: null, handler: refuse(error) };
  }
}

function requestHandler(
  { config, snapshot }: CompileOptions,
  find: (url: URL, method: string) => Found,
): RequestHandler {
  const browserCode = snapshot && new BrowserCode(snapshot, config.basePath);
  const islands = snapshot?.islands ?? new Map();
  const view = { wrapper: null, layouts: [] };
  return async (req, info = NO_INFO) => {
    const url = requestUrl(req, config);
    const { route, params = Object.create(null), handler } = find(url, req.method);
    const ctx = new Context({
      req,
      url,
      info,
      config,
      params,
      route,
      internals: { snapshot, islands, browserCode, view },
    });
    const response = await run(handler, ctx);
    return req.method === "HEAD" ? await withoutBody(response) : response;
  };
}

async function run(handler: Handler, ctx: Context<unknown>): Promise<Response> {
  try {
    const response: unknown = await handler(ctx);
    if (response instanceof Response) return response;
    return errorResponse(
      new TypeError(`Cannot answer ${ctx.req.method} ${ctx.url.pathname}: expected a Response`),
    );
  } catch (error) {
    return errorResponse(error);
  }
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

function withBase(basePath: string, pattern: string): string {
  if (pattern === "/" && basePath !== "") return basePath;
  return pattern.startsWith("/") || pattern.startsWith("{")
    ? basePath + pattern
    : `${basePath}/${pattern}`;
}
