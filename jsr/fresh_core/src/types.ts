import type { ComponentChildren, ComponentType, VNode } from "preact";
import type { Context } from "./context.ts";

/** An element of any component. */
// deno-lint-ignore no-explicit-any -- preact types elements by their props, which are not known here
export type AnyVNode = VNode<any>;

/** A value, or a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** A function that loads a value on first use. */
export type Lazy<T> = () => Promise<T>;

/** A value, or a function that loads it on first use. */
export type MaybeLazy<T> = T | Lazy<T>;

/** The HTTP methods a route can answer. */
export type Method = "HEAD" | "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "OPTIONS";

/** All of {@linkcode Method}, in the order `Allow` lists them for a route that answers every one. */
export const METHODS: readonly Method[] = [
  "GET",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "PATCH",
  "POST",
  "PUT",
];

/** Settings of an {@linkcode App}. */
export interface FreshConfig {
  /** Path prefix of every route, without a trailing slash. */
  readonly basePath?: string;
  /** `production` when absent. */
  readonly mode?: "development" | "production";
  /** Believe `X-Forwarded-Proto` and `X-Forwarded-Host`. */
  readonly trustProxy?: boolean;
}

/** The settings in force, as a request sees them. */
export interface ResolvedFreshConfig {
  /** The project's directory; set by the build. */
  root: string;
  /** Path prefix of every route; empty when there is none. */
  readonly basePath: string;
  /** Set by the build. */
  mode: "development" | "production";
  /** Whether `X-Forwarded-Proto` and `X-Forwarded-Host` are believed. */
  readonly trustProxy: boolean;
}

/** Options of `App.listen`: those of `Deno.serve`, and a remote address that is only printed. */
export type ListenOptions =
  & Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>
  & { remoteAddress?: string };

/** What a page, layout or wrapper component receives. */
export type PageProps<Data = unknown, State = unknown> =
  & {
    data: Data;
    Component: ComponentType;
  }
  & Pick<
    Context<State>,
    "config" | "url" | "req" | "params" | "info" | "state" | "isPartial" | "error" | "route"
  >;

/** Data for a page, with the status and headers of its response. */
export interface PageResponse<T> {
  /** What the component receives as `props.data`. */
  data: T;
  /** Headers of the response. */
  headers?: HeadersInit | undefined;
  /** Status of the response; 200 when absent. */
  status?: number | undefined;
}

/** A function in the chain of a request; `ctx.next()` continues the chain. */
export type Middleware<State> = (
  ctx: Context<State>,
) => Awaitable<Response | Middleware<State>>;

/** @deprecated Use {@linkcode Middleware}. */
export type MiddlewareFn<State> = Middleware<State>;

/** Answers a request with a response, or with the data of the route's page. */
export type HandlerFn<Data, State> = (
  ctx: Context<State>,
) => Awaitable<Response | PageResponse<Data>>;

/** One handler for each method. */
export type HandlerByMethod<Data, State> = { [M in Method]?: HandlerFn<Data, State> };

/** What a route module exports as `handler`. */
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

/** The page data that a handler hands to its component. */
export type RouteData<Handler> = Handler extends HandlerFn<infer Data, never> ? Data
  : Handler extends HandlerByMethod<infer Data, never> ? Data
  : never;

/** What a route module may export as `config`. */
export interface RouteConfig {
  /** Replaces the URL pattern that the file name gives. */
  readonly routeOverride?: string;
  /** Render without the app wrapper. */
  readonly skipAppWrapper?: boolean;
  /** Render without the layouts further out. */
  readonly skipInheritedLayouts?: boolean;
  /** Accepted and without effect here. */
  readonly methods?: "ALL" | Method[];
  /** Accepted and without effect here. */
  readonly csp?: boolean;
}

/** What a layout module may export as `config`. */
export interface LayoutConfig {
  /** Render without the app wrapper. */
  readonly skipAppWrapper?: boolean;
  /** Render without the layouts further out. */
  readonly skipInheritedLayouts?: boolean;
}

/** A component that may be an async function and may answer with a response. */
export type AnyComponent<Props> = (
  props: Props,
) => ComponentChildren | Promise<AnyVNode | Response | null>;

/** A route made of a handler, a component, or both. */
export interface Route<State> {
  readonly handler?: RouteHandler<unknown, State> | undefined;
  // deno-lint-ignore no-explicit-any -- the page data of a component is known to its handler alone
  readonly component?: AnyComponent<PageProps<any, State>> | undefined;
  readonly config?: RouteConfig | undefined;
  readonly css?: readonly string[] | undefined;
}
