import type {
  AnyComponent,
  HandlerByMethod,
  HandlerFn,
  Middleware,
  PageProps,
  PageResponse,
  RouteData,
  RouteHandler,
} from "./types.ts";

/** Type helpers bound to one state type; each returns its argument unchanged. */
export interface Define<State> {
  /** Types a route's handlers. */
  handlers<Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
    handlers: Handlers & RouteHandler<Data, State>,
  ): typeof handlers;

  /** Types a page component; `define.page<typeof handler>` takes its data from the handler. */
  page<
    Handler extends RouteHandler<unknown, State> = never,
    Data = Handler extends HandlerByMethod<unknown, State> | HandlerFn<unknown, State>
      ? RouteData<Handler>
      : unknown,
  >(component: AnyComponent<PageProps<Data, State>>): typeof component;

  /** Types a layout component. */
  layout(component: AnyComponent<PageProps<unknown, State>>): typeof component;

  /** Types a middleware, or an array of them. */
  middleware<M extends Middleware<State> | Middleware<State>[]>(middleware: M): typeof middleware;
}

/**
 * Binds {@linkcode Define}'s helpers to the application's state type.
 *
 * @example
 * ```ts
 * const define = createDefine<{ user: string }>();
 * export const handler = define.middleware((ctx) => ctx.next());
 * ```
 */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handlers) => handlers,
    page: (component) => component,
    layout: (component) => component,
    middleware: (middleware) => middleware,
  };
}

/**
 * Hands data to the route's component.
 *
 * @param data what the component receives as `props.data`; null counts as undefined
 * @param options status and headers of the response
 */
export function page<T>(
  data?: T,
  options?: { headers?: HeadersInit; status?: number },
): PageResponse<T> {
  return { data: data ?? undefined as T, headers: options?.headers, status: options?.status };
}
