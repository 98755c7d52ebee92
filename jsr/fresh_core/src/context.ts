import type { ComponentType } from "preact";
import { type PageView, type RenderOptions, renderPage } from "./render/render_page.ts";
import type { BrowserCode } from "./render/browser_code.ts";
import type { BuildSnapshot, Island } from "./snapshot.ts";
import type { AnyVNode, Awaitable, ResolvedFreshConfig } from "./types.ts";

/** Chunks of a streamed body: text is sent as UTF-8. */
type StreamChunks = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** What the framework itself keeps of a request; not part of the public interface. */
export interface ContextInternals {
  readonly snapshot: BuildSnapshot | null;
  readonly islands: ReadonlyMap<unknown, Island>;
  readonly browserCode: BrowserCode | null;
  /** Wrapper and layouts of the scopes entered so far. */
  view: PageView;
}

export let internalsOf: (ctx: Context<unknown>) => ContextInternals;

interface ContextInit {
  readonly req: Request;
  readonly url: URL;
  readonly info: Deno.ServeHandlerInfo;
  readonly config: ResolvedFreshConfig;
  readonly params: Record<string, string>;
  readonly route: string | null;
  readonly internals: ContextInternals;
}

/** One request on its way through the application. */
export class Context<State> {
  /** The request as the server received it. */
  readonly req: Request;
  /** The request's URL with runs of slashes collapsed, and forwarded headers applied if trusted. */
  readonly url: URL;
  /** Values of the matched pattern's groups, decoded as by `decodeURI`; it has no prototype. */
  readonly params: Record<string, string>;
  /** The matched pattern; null when nothing matched. */
  readonly route: string | null;
  /** Values that middleware hands on to later middleware, handlers and components. */
  readonly state: State;
  /** The application's settings. */
  readonly config: ResolvedFreshConfig;
  /** What the server knows of the connection. */
  readonly info: Deno.ServeHandlerInfo;
  /** True for a request that asks for a part of a page. */
  readonly isPartial: boolean;
  /** What was thrown, once something was caught. */
  error: unknown = null;
  /** The page data, in a page that a handler gave data to. */
  data: unknown = undefined;
  /** Continues the chain. */
  next: () => Promise<Response>;
  /** The next inner level, in an async app wrapper. */
  Component: ComponentType = () => null;

  readonly #internals: ContextInternals;

  static {
    internalsOf = (ctx) => ctx.#internals;
  }

  /** Made by the request handler of an application. */
  constructor(init: ContextInit) {
    this.req = init.req;
    this.url = init.url;
    this.info = init.info;
    this.config = init.config;
    this.params = init.params;
    this.route = init.route;
    this.state = {} as State;
    this.isPartial = init.url.search !== "" && init.url.searchParams.has("fresh-partial");
    this.next = () => Promise.reject(new Error("next() was called outside of a request chain"));
    this.#internals = init.internals;
  }

  /**
   * Renders an element inside the layouts and the app wrapper that apply here.
   *
   * @param vnode the page; null renders an empty one
   * @param init status and headers of the response
   * @throws {TypeError} when vnode is not an element, or when a component throws
   */
  async render(
    vnode: AnyVNode | null,
    init: ResponseInit = {},
    options: RenderOptions = {},
  ): Promise<Response> {
    return await renderPage(this as Context<unknown>, this.#internals, { vnode, init, options });
  }

  /**
   * A redirect. Slash runs in the path of a local target collapse, so that `//host` stays here.
   *
   * @param target a path or URL; check it first when a user supplied it
   */
  redirect(target: string, status = 302): Response {
    let location = target;
    if (target !== "/" && target.startsWith("/")) {
      const query = target.indexOf("?");
      const end = query === -1 ? target.indexOf("#") : query;
      const path = end === -1 ? target : target.slice(0, end);
      location = path.replaceAll(/\/+/g, "/") + target.slice(path.length);
    }
    return new Response(null, { status, headers: { location } });
  }

  /** A response of plain text, unless `init` names another content type. */
  text(content: string, init?: ResponseInit): Response {
    return new Response(content, init);
  }

  /** A response of HTML. */
  html(content: string, init?: ResponseInit): Response {
    const headers = new Headers(init?.headers);
    headers.set("content-type", "text/html; charset=utf-8");
    return new Response(content, { ...init, headers });
  }

  /** A response of JSON. */
  json(content: unknown, init?: ResponseInit): Response {
    return Response.json(content, init);
  }

  /** Sends chunks as they come; no content type is set. */
  stream(chunks: StreamChunks | (() => StreamChunks), init?: ResponseInit): Response {
    const source = typeof chunks === "function" ? chunks() : chunks;
    return new Response(ReadableStream.from(encoded(source)), init);
  }
}

async function* encoded(chunks: StreamChunks): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  for await (const chunk of chunks) {
    yield typeof chunk === "string" ? encoder.encode(chunk) : new Uint8Array(chunk);
  }
}

/** @deprecated Use {@linkcode Context}. */
export type FreshContext<State = unknown> = Context<State>;

/** A step of a request's chain. */
export type Handler = (ctx: Context<unknown>) => Awaitable<Response>;
