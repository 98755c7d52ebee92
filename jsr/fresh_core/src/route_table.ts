import { HttpError } from "./http_error.ts";
import type { RouteMethods } from "./route.ts";
import type { Handler } from "./context.ts";
import type { Method } from "./types.ts";

/** A pattern with its handlers. */
interface TableRoute {
  /** The normalised pattern. */
  readonly pattern: string;
  readonly methods: Map<Method, Handler>;
}

interface DynamicRoute extends TableRoute {
  readonly matcher: URLPattern;
  /** Literal text that every matching path starts with: cheaper to test than the pattern. */
  readonly prefix: string;
}

/** A matched route with the values of its groups. */
interface RouteMatch extends TableRoute {
  readonly params: Record<string, string>;
}

/** Finds the route of a path: static ones first, then dynamic ones in order of registration. */
export class RouteTable {
  readonly #static = new Map<string, TableRoute>();
  readonly #dynamic = new Map<string, DynamicRoute>();

  /**
   * Adds handlers to a pattern; the first handler of a method wins, and none adds nothing.
   *
   * @throws {TypeError} when the pattern is not a URLPattern pathname
   */
  add(pattern: string, methods: RouteMethods): void {
    if (methods.size === 0) return;
    const route = isStatic(pattern) ? this.#staticRoute(pattern) : this.#dynamicRoute(pattern);
    for (const [method, handler] of methods) {
      if (!route.methods.has(method)) route.methods.set(method, handler);
    }
  }

  /**
   * @param pathname the percent-encoded path of a URL
   * @throws {HttpError} 400 when a group is not valid percent-encoding
   */
  match(pathname: string): RouteMatch | null {
    const route = this.#static.get(pathname) ?? this.#static.get(toggleTrailingSlash(pathname));
    if (route) return { ...route, params: Object.create(null) };
    for (const route of this.#dynamic.values()) {
      if (!pathname.startsWith(route.prefix)) continue;
      const groups = route.matcher.exec({ pathname })?.pathname.groups;
      if (groups) return { ...route, params: decode(groups) };
    }
    return null;
  }

  #staticRoute(pattern: string): TableRoute {
    return getOrAdd(this.#static, pattern, () => ({ pattern, methods: new Map() }));
  }

  #dynamicRoute(given: string): DynamicRoute {
    return getOrAdd(this.#dynamic, given, () => {
      const matcher = new URLPattern({ pathname: given });
      const pattern = matcher.pathname;
      const prefix = pattern.replace(/\/?[:*{(\\].*$/s, "");
      return { pattern, matcher, prefix, methods: new Map() };
    });
  }
}

function getOrAdd<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function isStatic(pattern: string): boolean {
  return !/[*:{}+?()]/.test(pattern);
}

function toggleTrailingSlash(pathname: string): string {
  if (pathname === "/") return pathname;
  return pathname.endsWith("/") ? pathname.slice(0, -1) : `${pathname}/`;
}

function decode(groups: Record<string, string | undefined>): Record<string, string> {
  const params: Record<string, string> = Object.create(null);
  try {
    for (const [name, value = ""] of Object.entries(groups)) params[name] = decodeURI(value);
  } catch (cause) {
    throw new HttpError(400, "Malformed percent-encoding in the path", { cause });
  }
  return params;
}
