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
  handlers<Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
    handlers: Handlers & RouteHandler<Data, State>,
  ): typeof handlers;

  page<
    Handler extends RouteHandler<unknown, State> = never,
    Data = Handler extends HandlerByMethod<unknown, State> | HandlerFn<unknown, State>
      ? RouteData<Handler>
      : unknown,
  >(component: AnyComponent<PageProps<Data, State>>): typeof component;

  layout(component: AnyComponent<PageProps<unknown, State>>): typeof component;

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
