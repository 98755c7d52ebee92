import { h } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import type { Context, ContextInternals } from "../context.ts";
import type { AnyComponent, AnyVNode, PageProps } from "../types.ts";
import { PageIslands } from "./islands.ts";
import { PageRender } from "./page_render.ts";
import { isVNode } from "./serialize.ts";

// deno-lint-ignore no-explicit-any -- layouts and wrappers take any state
type PageComponent = AnyComponent<PageProps<any, any>>;

/** What surrounds a page: the app wrapper, then layouts from the outside in. */
export interface PageView {
  readonly wrapper: PageComponent | null;
  readonly layouts: readonly PageComponent[];
}

/** Parts of the surroundings that a page does without. */
export interface RenderOptions {
  readonly skipAppWrapper?: boolean | undefined;
  readonly skipInheritedLayouts?: boolean | undefined;
}

interface RenderRequest {
  readonly vnode: AnyVNode | null;
  readonly init: ResponseInit;
  readonly options: RenderOptions & { readonly css?: readonly string[] | undefined };
}

/** Renders a page inside its layouts and its wrapper, to a response (contract 4). */
export async function renderPage(
  ctx: Context<unknown>,
  internals: ContextInternals,
  { vnode, init, options }: RenderRequest,
): Promise<Response> {
  if (vnode !== null && !isVNode(vnode)) {
    throw new TypeError("Cannot render this value: expected an element or null");
  }
  const { browserCode, islands: registry, view } = internals;
  const islands = new PageIslands(registry);
  const page = new PageRender({ islands, stylesheets: options.css ?? [] });
  const content = await surround(ctx, view, { vnode, options, page });
  if (content instanceof Response) return content;
  const main = page.part(content);
  const hidden = page.hiddenSlots();
  const loading = browserCode?.of(islands.uses) ?? null;
  const html = page.document(main, loading ? hidden + page.script(loading.script) : hidden);
  return new Response(html, { ...init, headers: pageHeaders(init.headers, loading?.link) });
}

/** A plain record, where it will do, is what the server sends fastest. */
function pageHeaders(given: HeadersInit | undefined, link: string | undefined): HeadersInit {
  const contentType = "text/html; charset=utf-8";
  if (!given) return { "content-type": contentType, ...link !== undefined && { link } };
  const headers = new Headers(given);
  headers.set("content-type", contentType);
  if (link !== undefined) headers.append("link", link);
  return headers;
}

interface Surroundings {
  readonly vnode: AnyVNode | null;
  readonly options: RenderOptions;
  readonly page: PageRender;
}

/** Async components run first, from the inside out; a sync wrapper renders last. */
async function surround(
  ctx: Context<unknown>,
  view: PageView,
  { vnode, options, page }: Surroundings,
): Promise<AnyVNode | null | Response> {
  let content = vnode;
  const layouts = options.skipInheritedLayouts ? [] : view.layouts;
  for (const layout of layouts.toReversed()) {
    const inner = content;
    const result = await instantiate(layout, pageProps(ctx, null, () => inner));
    if (result instanceof Response) return result;
    content = result;
  }
  const wrapper = options.skipAppWrapper ? null : view.wrapper;
  if (!wrapper) return content;
  if (isAsync(wrapper)) {
    const inner = content;
    ctx.Component = () => inner;
    return await wrapper(ctx as PageProps);
  }
  const inner = page.part(content);
  return h(wrapper as never, pageProps(ctx, null, () => jsxTemplate([inner]) as AnyVNode));
}

/** Makes an element of a component; an async one runs here and may answer with a response. */
export async function instantiate<Props extends object>(
  component: AnyComponent<Props>,
  props: Props,
): Promise<AnyVNode | null | Response> {
  return isAsync(component) ? await component(props) : h(component as never, props);
}

function isAsync<Props>(
  component: AnyComponent<Props>,
): component is (props: Props) => Promise<AnyVNode | Response | null> {
  return component.constructor.name === "AsyncFunction";
}

/** The props of a page, layout or wrapper. */
export function pageProps(
  ctx: Context<unknown>,
  data: unknown,
  Component: () => AnyVNode | null,
): PageProps {
  const { config, url, req, params, info, state, isPartial, error, route } = ctx;
  return { config, url, req, params, info, state, isPartial, error, route, data, Component };
}
