import { App, type Middleware, staticFiles } from "fresh";
import { type Logger, requestId } from "@/lib/observability/mod.ts";
import { withCappedBody } from "./body_cap.ts";
import { clientAddress } from "./client_address.ts";
import { identify } from "./identify.ts";
import { methodNotAllowed } from "./methods.ts";
import { isApi } from "./paths.ts";
import { type Problem, problemResponse, toProblem } from "./problem.ts";
import { type GuardedRequest, requestGuard } from "./request_guard.ts";
import { secured } from "./security_headers.ts";
import type { Services } from "./services.ts";
import { writeCookie } from "./session_cookie.ts";
import { type CookieChange, type State, UNIDENTIFIED } from "./state.ts";

/** What the wrapper around Fresh found out about a request. */
interface RequestScope extends GuardedRequest {
  readonly requestId: string;
  readonly method: string;
  /** What the routes left in the state. */
  state?: State;
}

type Handler = ReturnType<App<State>["handler"]>;

const READINESS = "/api/ready";

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
    const guard = requestGuard(config);
    return async (request, info) => {
      const scope: RequestScope = {
        requestId: requestId(),
        method: request.method,
        ...guard(request),
      };
      const forwarded = routable(request, { ...scope, origin: config.publicOrigin });
      this.#scopes.set(forwarded, scope);
      const answered = await answer(forwarded, info);
      const response = await secured(answered, config, { isPage: scope.state?.isPage });
      response.headers.set("x-request-id", scope.requestId);
      const change = cookieChange(scope);
      if (change) writeCookie(response.headers, { change, config });
      const { status } = response;
      const { requestId: id, method, path } = scope;
      logger.debug("answered", { requestId: id, method, path, status });
      return method === "HEAD" ? await withoutBody(response) : response;
    };
  }
}

/** Only who is shown a CSRF token needs an id for it. */
function cookieChange({ state, path }: RequestScope): CookieChange | null {
  const change = state?.cookieChange ?? null;
  const hasToken = state?.isPage || path === "/api/session";
  return change?.kind === "visit" && !hasToken ? null : change;
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

/**
 * Gives the request that Fresh is to answer. A refused one still takes a way that ends at the right
 * kind of error page. HEAD goes on as GET, since the headers of a page depend on its body.
 */
function routable(
  request: Request,
  { path, refusal, methodIsUnknown, origin }: RequestScope & { readonly origin: string },
): Request {
  const { method, headers } = request;
  if (refusal) {
    return new Request(new URL(isApi(path) ? "/api/refused" : "/refused", origin));
  }
  if (methodIsUnknown) return new Request(new URL(path, origin), { method: "OPTIONS" });
  return method === "HEAD" ? new Request(request.url, { headers }) : withCappedBody(request);
}

/** Fills the state, refuses what must not go on, and turns API errors into problem documents. */
function enter(services: Services, scopes: WeakMap<Request, RequestScope>): Middleware<State> {
  return async (ctx) => {
    const scope = scopes.get(ctx.req);
    if (!scope) throw new Error("A request came in around the application's own handler");
    const { requestId, methodIsUnknown } = scope;
    const address = clientAddress(ctx, services.config);
    Object.assign(ctx.state, { ...UNIDENTIFIED, requestId, address, methodIsUnknown, services });
    scope.state = ctx.state;
    try {
      if (scope.refusal) throw scope.refusal;
      const response = await ctx.next();
      // Static files say 405 without `Allow`; a page without handlers would render for any method.
      const hasAllow = response.headers.has("allow");
      if (scope.methodIsUnknown || (response.status === 405 && !hasAllow)) {
        throw methodNotAllowed(STATIC_METHODS);
      }
      return response;
    } catch (error) {
      const problem = toProblem(error);
      report(error, { scope, problem, logger: services.logger });
      if (!isApi(scope.path)) throw error;
      return problemResponse(problem, scope.path);
    }
  };
}

interface ReportOptions {
  readonly scope: RequestScope;
  readonly problem: Problem;
  readonly logger: Logger;
}

/** Logs what the client is not told. 503 is a state that passes, such as draining. */
function report(error: unknown, { scope, problem: { status }, logger }: ReportOptions): void {
  // Readiness has its own line in the log when it changes; probes would repeat it for ever.
  if (status < 500 || scope.path === READINESS) return;
  const { requestId, method, path } = scope;
  logger[status === 503 ? "warn" : "error"]("request failed", { requestId, method, path, error });
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
    .use(identify())
    .fsRoutes();
}
