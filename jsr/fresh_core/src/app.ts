import { compile } from "./compile.ts";
import type { BuildSnapshot } from "./snapshot.ts";
import { listen } from "./listen.ts";
import type { Registration } from "./registration.ts";
import { chain, eagerMethods, lazyMethods } from "./route.ts";
import { HttpError } from "./http_error.ts";
import { setBuildId } from "./runtime/asset.ts";
import type { ErrorPage } from "./scope.ts";
import type {
  AnyComponent,
  FreshConfig,
  LayoutConfig,
  Lazy,
  ListenOptions,
  MaybeLazy,
  Method,
  Middleware,
  PageProps,
  ResolvedFreshConfig,
  Route,
  RouteConfig,
} from "./types.ts";
import { METHODS } from "./types.ts";

/** Applies what a build made to an application. */
export let applySnapshot: <State>(app: App<State>, snapshot: BuildSnapshot) => void;

/**
 * A web application: routes, middleware, layouts and error pages, in the order of registration.
 *
 * @example
 * ```ts
 * const app = new App().get("/", (ctx) => ctx.text("hello"));
 * Deno.serve(app.handler());
 * ```
 */
export class App<State> {
  /** The settings in force; a build sets root and mode. */
  readonly config: ResolvedFreshConfig;
  readonly #registrations: Registration[] = [];
  #snapshot: BuildSnapshot | null = null;

  static {
    applySnapshot = (app, snapshot) => {
      app.#snapshot = snapshot;
      setBuildId(snapshot.buildId);
      app.config.root = snapshot.root;
      app.config.mode = snapshot.mode;
    };
  }

  /** Makes an application without routes, from its base path, mode and trust in proxies. */
  constructor({ basePath = "", mode = "production", trustProxy = false }: FreshConfig = {}) {
    this.config = { root: ".", basePath, mode, trustProxy };
  }

  /** Adds middleware for a path and all patterns below it; without a path, for everything. */
  use(...args: [string, ...Middleware<State>[]] | Middleware<State>[]): this {
    const [path, middlewares] = typeof args[0] === "string" ? [args[0], args.slice(1)] : ["", args];
    return this.#register({ type: "middleware", path, middlewares: middlewares as never });
  }

  /** Answers GET; the functions run in order, the last one answers. */
  get(path: string, ...functions: Middleware<State>[]): this {
    return this.#route(path, ["GET"], functions);
  }

  /** Answers POST; the functions run in order, the last one answers. */
  post(path: string, ...functions: Middleware<State>[]): this {
    return this.#route(path, ["POST"], functions);
  }

  /** Answers PUT; the functions run in order, the last one answers. */
  put(path: string, ...functions: Middleware<State>[]): this {
    return this.#route(path, ["PUT"], functions);
  }

  /** Answers PATCH; the functions run in order, the last one answers. */
  patch(path: string, ...functions: Middleware<State>[]): this {
    return this.#route(path, ["PATCH"], functions);
  }

  /** Answers DELETE; the functions run in order, the last one answers. */
  delete(path: string, ...functions: Middleware<State>[]): this {
    return this.#route(path, ["DELETE"], functions);
  }

  /** Answers HEAD; the functions run in order, the last one answers. */
  head(path: string, ...functions: Middleware<State>[]): this {
    return this.#route(path, ["HEAD"], functions);
  }

  /** Answers every method. */
  all(path: string, ...functions: Middleware<State>[]): this {
    return this.#route(path, METHODS, functions);
  }

  /** Adds a route made of a handler, a component, or both. */
  route(path: string, route: MaybeLazy<Route<State>>, _config?: RouteConfig): this {
    const methods = typeof route === "function"
      ? lazyMethods(route as Lazy<Route<unknown>>)
      : eagerMethods(route as Route<unknown>);
    const override = typeof route === "function" ? undefined : route.config?.routeOverride;
    return this.#register({ type: "route", pattern: override ?? path, scope: path, methods });
  }

  /** Wraps the pages of a path and below; the last layout of a path wins. */
  layout(
    path: string,
    component: AnyComponent<PageProps<never, State>>,
    config: LayoutConfig = {},
  ): this {
    return this.#register({ type: "layout", path, component: component as never, config });
  }

  /** Wraps all pages registered later, outside of their layouts. */
  appWrapper(component: AnyComponent<PageProps<never, State>>): this {
    return this.#register({ type: "wrapper", component: component as never });
  }

  /** Answers errors of a path and below. */
  onError(path: string, page: Middleware<State> | Route<State>): this {
    return this.#register({ type: "error", path, page: page as ErrorPage });
  }

  /** Answers what was not found, wherever it was registered. */
  notFound(page: Middleware<State> | Route<State>): this {
    return this.#register({ type: "notFound", page: page as ErrorPage });
  }

  /** Adds the file routes of the build; `pattern` prefixes their URLs. */
  fsRoutes(pattern = "*"): this {
    return this.#register({ type: "files", prefix: pattern.replace(/\/?\*$/, "") });
  }

  /**
   * Compiles what was registered so far into a request handler.
   *
   * @throws {TypeError} when a pattern is not valid
   * @throws {SyntaxError} when the name of a route file is not valid
   */
  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    if (!this.#snapshot && this.config.mode === "production" && isDeployed()) {
      throw new Error("Cannot serve without a build: run the build task before deploying");
    }
    return compile(this.#registrations, { config: this.config, snapshot: this.#snapshot });
  }

  /** Serves the application; resolves once the server runs. */
  listen(options: ListenOptions = {}): Promise<void> {
    return Promise.try(() =>
      listen(this.handler(), { ...options, basePath: this.config.basePath })
    );
  }

  #route(
    path: string,
    methods: readonly Method[],
    functions: readonly Middleware<State>[],
  ): this {
    const handler = chain(functions as readonly Middleware<unknown>[], notFound);
    return this.#register({
      type: "route",
      pattern: path,
      scope: path,
      methods: new Map(methods.map((method) => [method, handler])),
    });
  }

  #register(registration: Registration): this {
    this.#registrations.push(registration);
    return this;
  }
}

/** The last function of a route has nothing to continue with. */
function notFound(): never {
  throw new HttpError(404);
}

/** Deno Deploy sets this variable; where the environment may not be read, it is not Deploy. */
function isDeployed(): boolean {
  const readable = Deno.permissions.querySync({ name: "env", variable: "DENO_DEPLOYMENT_ID" });
  return readable.state === "granted" && Deno.env.has("DENO_DEPLOYMENT_ID");
}
