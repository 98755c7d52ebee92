import { compareFiles, type FileRoute, fileRoute } from "./file_pattern.ts";
import type { Registration } from "./registration.ts";
import { eagerMethods, lazyMethods } from "./route.ts";
import type { RouteFile } from "./snapshot.ts";
import type {
  AnyComponent,
  LayoutConfig,
  Middleware,
  PageProps,
  Route,
  RouteConfig,
} from "./types.ts";

/** Exports that the framework knows of a route file. */
interface RouteModule {
  readonly default?: unknown;
  readonly handler?: unknown;
  readonly handlers?: unknown;
  readonly config?: RouteConfig & LayoutConfig;
  readonly css?: readonly string[];
}

/**
 * Turns route files into registrations, in order.
 *
 * @param prefix put before the URL of each route
 * @throws {SyntaxError} when a file name is not valid
 * @throws {TypeError} when a module exports nothing that a route needs
 */
export function fileRegistrations(files: readonly RouteFile[], prefix: string): Registration[] {
  return files
    .toSorted((left, right) => compareFiles(left.path, right.path))
    .flatMap((file) => {
      const name = fileRoute(file.path);
      return name.special
        ? specialRegistration(file, name)
        : routeRegistration(file, { ...name, pattern: joinPrefix(prefix, name.pattern) });
    });
}

function joinPrefix(prefix: string, pattern: string): string {
  return pattern === "/" && prefix !== "" ? prefix : prefix + pattern;
}

function routeRegistration(file: RouteFile, { pattern, scope }: FileRoute): Registration[] {
  if (file.module === undefined) {
    const methods = lazyMethods(async () => toRoute(await file.load(), file.path));
    return [{ type: "route", pattern, scope, methods }];
  }
  const route = toRoute(file.module, file.path);
  const override = route.config?.routeOverride;
  return [{ type: "route", pattern: override ?? pattern, scope, methods: eagerMethods(route) }];
}

function specialRegistration(file: RouteFile, { scope, special }: FileRoute): Registration[] {
  const module = file.module as RouteModule;
  if (special === "_middleware") {
    return [{ type: "middleware", path: scope, middlewares: middlewaresOf(module, file.path) }];
  }
  const route = toRoute(module, file.path);
  switch (special) {
    case "_app":
      return [{ type: "wrapper", component: componentOf(route, file.path) }];
    case "_layout": {
      if (route.handler) console.warn(`The handler of layout ${file.path} has no effect`);
      const component = componentOf(route, file.path);
      return [{ type: "layout", path: scope, component, config: module.config ?? {} }];
    }
    case "_404":
      return [{ type: "notFound", page: route }];
    default:
      return [{ type: "error", path: scope, page: route }];
  }
}

function componentOf({ component }: Route<unknown>, path: string): AnyComponent<PageProps> {
  if (component) return component;
  throw new TypeError(`Cannot use route file ${path}: expected a component as default export`);
}

function toRoute(module: unknown, path: string): Route<unknown> {
  const { default: component, handler, handlers, config, css } = module as RouteModule;
  const chosen = handlers ?? handler;
  if (!component && !chosen && !config && !css) {
    throw new TypeError(
      `Cannot use route file ${path}: expected a default export, a handler, a config or css`,
    );
  }
  if (Array.isArray(chosen)) {
    throw new TypeError(`Cannot use route file ${path}: only middleware may be an array`);
  }
  const functions = typeof chosen === "object" && chosen ? Object.values(chosen) : [chosen];
  if (functions.some((each) => typeof each === "function" && each.length > 1)) {
    throw new TypeError(`Cannot use route file ${path}: expected handlers with one parameter`);
  }
  return { component, handler: chosen, config, css } as Route<unknown>;
}

function middlewaresOf(module: RouteModule, path: string): readonly Middleware<unknown>[] {
  const exported = module.handlers ?? module.handler ?? module.default;
  const functions = Array.isArray(exported) ? exported : [exported];
  if (functions.every((each) => typeof each === "function")) return functions;
  console.warn(
    `The middleware ${path} has no effect: expected a function or an array of functions`,
  );
  return [];
}
