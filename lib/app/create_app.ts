import { App, type Middleware, staticFiles } from "fresh";
import { requestId } from "@/lib/observability/mod.ts";
import { withCappedBody } from "./body_cap.ts";
import { methodNotAllowed } from "./methods.ts";
import { problemResponse, toProblem } from "./problem.ts";
import { methodIsUnknown, refusal, requestPath } from "./request_guard.ts";
import { secured } from "./security_headers.ts";
import type { Services } from "./services.ts";
import type { State } from "./state.ts";

/** What the wrapper around Fresh found out about a request. */
interface RequestScope extends Pick<State, "requestId" | "methodIsUnknown"> {
  readonly path: string;
  readonly refusal: Error | null;
}

type Handler = ReturnType<App<State>["handler"]>;

/** What Fresh's static files answer. */
const STATIC_METHODS = ["GET", "HEAD"];

/**
 * Fresh's root error pages stand outside of the root middleware, and its router answers some
 * requests by itself; only around `handler()` is every response seen.
 */
class ConsoleApp extends App<State> {
  readonly #services: Services;
  readonly #scopes: WeakMap<Request, RequestScope>;

  constructor(services: Services, scopes: WeakMap<Request, RequestScope>) {
    super();
    this.#services = services;
    this.#scopes = scopes;
  }

  override handler(): Handler {
    const { config, logger } = this.#services;
    const answer = super.handler();
    return async (request, info) => {
      const scope = {
        requestId: requestId(),
        path: requestPath(request),
        methodIsUnknown: methodIsUnknown(request),
        refusal: refusal(request, config),
      };
      const forwarded = routable(request, { ...scope, origin: config.publicOrigin });
      this.#scopes.set(forwarded, scope);
      const response = await secured(await answer(forwarded, info), config);
      response.headers.set("x-request-id", scope.requestId);
      logger.debug("answered", {
        requestId: scope.requestId,
        method: request.method,
        path: scope.path,
        status: response.status,
      });
      return response;
    };
  }
}

/** A refused request still takes a way through Fresh that ends at the right kind of error page. */
function routable(
  request: Request,
  { path, refusal, methodIsUnknown, origin }: RequestScope & { readonly origin: string },
): Request {
  if (!refusal && !methodIsUnknown) return withCappedBody(request);
  const readable = !refusal ? path : isApi(path) ? "/api/refused" : "/refused";
  const method = methodIsUnknown ? "OPTIONS" : request.method;
  return new Request(new URL(readable, origin), { method });
}

function isApi(path: string): boolean {
  return path.startsWith("/api/");
}

/** Fills the state, refuses what must not go on, and turns API errors into problem documents. */
function enter(services: Services, scopes: WeakMap<Request, RequestScope>): Middleware<State> {
  return async (ctx) => {
    const scope = scopes.get(ctx.req);
    if (!scope) throw new Error("A request came in around the application's own handler");
    ctx.state.requestId = scope.requestId;
    ctx.state.methodIsUnknown = scope.methodIsUnknown;
    ctx.state.services = services;
    try {
      if (scope.refusal) throw scope.refusal;
      const response = await ctx.next();
      // Static files say 405 without `Allow`; a page without handlers would render for any method.
      if (response.status !== 405 && !scope.methodIsUnknown) return response;
      throw methodNotAllowed(ctx.req, STATIC_METHODS);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status >= 500) {
        const { requestId, path } = scope;
        // 503 is a state that passes, such as draining; anything else above 499 is a fault.
        const level = problem.status === 503 ? "warn" : "error";
        services.logger[level]("request failed", {
          requestId,
          method: ctx.req.method,
          path,
          error,
        });
      }
      if (!isApi(scope.path)) throw error;
      return problemResponse(problem, scope.path);
    }
  };
}

/**
 * Makes the application: middleware in order, then the file routes.
 *
 * @param services What handlers work with.
 * @returns The application; a build is applied to it before it serves.
 */
export function createApp(services: Services): App<State> {
  const scopes = new WeakMap<Request, RequestScope>();
  return new ConsoleApp(services, scopes)
    .use(enter(services, scopes))
    .use(staticFiles())
    .fsRoutes();
}
