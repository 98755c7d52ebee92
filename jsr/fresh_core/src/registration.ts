import type { RouteMethods } from "./route.ts";
import type { ErrorPage } from "./scope.ts";
import type { AnyComponent, LayoutConfig, Middleware, PageProps } from "./types.ts";

/** One call of an `App` method, kept until the handler is compiled. */
export type Registration =
  | {
    readonly type: "middleware";
    readonly path: string;
    readonly middlewares: readonly Middleware<unknown>[];
  }
  | {
    readonly type: "layout";
    readonly path: string;
    readonly component: AnyComponent<PageProps>;
    readonly config: LayoutConfig;
  }
  | { readonly type: "wrapper"; readonly component: AnyComponent<PageProps> }
  | { readonly type: "error"; readonly path: string; readonly page: ErrorPage }
  | { readonly type: "notFound"; readonly page: ErrorPage }
  | {
    readonly type: "route";
    readonly pattern: string;
    /** The path whose middleware, layouts and error pages apply. */
    readonly scope: string;
    readonly methods: RouteMethods;
  }
  | { readonly type: "files"; readonly prefix: string };
