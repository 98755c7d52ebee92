import { type ComponentChildren, type ComponentType, Fragment, h, options } from "preact";
import type { AnyVNode } from "../types.ts";
import { renderToString } from "preact-render-to-string";
import { Head } from "../runtime/head.ts";
import type { Island } from "../snapshot.ts";
import { HeadScope, MovedToHead, PageHead } from "./head.ts";
import { HiddenSlots, IslandBoundary, PageIslands, PLAIN, RenderScope } from "./islands.ts";
import { nonce } from "./nonce.ts";

/** What preact keeps on an element for itself: `__` is the parent. */
interface HookedVNode {
  type: string | ComponentType<never> | unknown;
  props: Record<string, unknown>;
  key: unknown;
  __?: HookedVNode;
}

/** Preact's hook that sees each element before it renders. */
interface HookedOptions {
  __b?: ((vnode: HookedVNode) => void) | undefined;
}

/** Marks props that got their nonce here, so that an element used twice gets a new one. */
const NONCED = Symbol("nonced");

interface PageRenderOptions {
  readonly islands: ReadonlyMap<unknown, Island>;
  readonly stylesheets: readonly string[];
  /** Gives the script that boots the islands, when the page needs one. */
  readonly bootScript: (islands: PageIslands) => string | null;
}

/** One page on its way to HTML: what its parts leave for the head and for the end of the body. */
export class PageRender {
  readonly nonce: string = nonce();
  readonly islands: PageIslands = new PageIslands();
  readonly #head = new PageHead();
  readonly #seen = { html: false, head: false, body: false };
  readonly #options: PageRenderOptions;

  constructor(options: PageRenderOptions) {
    this.#options = options;
  }

  /** Renders a part of the page; what it says for the head is kept for the part with the head. */
  part(content: ComponentChildren): string {
    const hooks = options as HookedOptions;
    const previous = hooks.__b;
    hooks.__b = (vnode) => {
      this.#visit(vnode);
      previous?.(vnode);
    };
    try {
      const scope = { islands: this.islands, insideIsland: false };
      return renderToString(h(RenderScope.Provider, { value: scope }, content));
    } finally {
      hooks.__b = previous;
    }
  }

  /** Supplies the parts of the document that the content did not bring. */
  document(content: string): string {
    let html = content;
    if (!this.#seen.body) html = `<body>${html}${this.part(this.#bodyEnd())}</body>`;
    if (!this.#seen.head) {
      html = `<head><meta charset="utf-8"/>${this.part(this.#headEnd())}</head>${html}`;
    }
    if (!this.#seen.html) html = `<html>${html}</html>`;
    return `<!DOCTYPE html>${html}`;
  }

  #visit(vnode: HookedVNode): void {
    if (typeof vnode.type !== "string") return this.#visitComponent(vnode);
    switch (vnode.type) {
      case "html":
        this.#seen.html = true;
        return;
      case "head":
        this.#seen.head = true;
        return append(vnode, this.#headEnd());
      case "body":
        this.#seen.body = true;
        return append(vnode, this.#bodyEnd());
      case "script":
      case "style":
        this.#addNonce(vnode);
        return this.#visitHeadElement(vnode, vnode.type);
      case "title":
      case "meta":
      case "link":
      case "base":
      case "noscript":
      case "template":
        return this.#visitHeadElement(vnode, vnode.type);
    }
  }

  #visitComponent(vnode: HookedVNode): void {
    if (vnode.type === Head) {
      vnode.type = HeadScope;
    } else if (vnode.type === MovedToHead) {
      const { tag, props, keyed } = vnode.props as { tag: string; props: object; keyed: unknown };
      this.#head.collect(tag, { ...props }, keyed);
    } else {
      const island = this.#options.islands.get(vnode.type);
      if (!island || PLAIN in vnode.props) return;
      vnode.type = IslandBoundary;
      vnode.props = { island, props: vnode.props, islandKey: vnode.key ?? undefined };
    }
  }

  #visitHeadElement(vnode: HookedVNode, tag: string): void {
    const owner = headOwner(vnode);
    if (owner === "Head") {
      this.#head.collect(tag, vnode.props, vnode.key);
      vnode.props = { tag, props: vnode.props, keyed: vnode.key };
      vnode.type = MovedToHead;
    } else if (owner === "head") {
      const replacement = this.#head.replacement(tag, vnode.props, vnode.key);
      if (replacement) Object.assign(vnode, { type: replacement.tag, props: replacement.props });
      else if (vnode.key != null) vnode.props = { ...vnode.props, "data-key": vnode.key };
    }
  }

  #addNonce(vnode: HookedVNode): void {
    if (vnode.props.nonce && !(NONCED in vnode.props)) return;
    vnode.props = { ...vnode.props, nonce: this.nonce, [NONCED]: true };
  }

  #headEnd(): AnyVNode {
    const links = this.#options.stylesheets.map((href) => h("link", { rel: "stylesheet", href }));
    return h(Late, { content: () => [...links, ...this.#head.rest()] });
  }

  #bodyEnd(): AnyVNode {
    const bootScript = h(Late, { content: () => this.#bootScript() });
    return h(Fragment, null, h(HiddenSlots, { from: 0 }), bootScript);
  }

  #bootScript(): AnyVNode | null {
    const code = this.#options.bootScript(this.islands);
    return code === null
      ? null
      : h("script", { type: "module", dangerouslySetInnerHTML: { __html: code } });
  }
}

/** Renders what is known only when its turn has come. */
function Late({ content }: { readonly content: () => ComponentChildren }): ComponentChildren {
  return content();
}

/** Whether an element stands directly in the document's head, or in a `Head` component. */
function headOwner(vnode: HookedVNode): "head" | "Head" | null {
  for (let parent = vnode.__; parent; parent = parent.__) {
    if (parent.type === HeadScope) return "Head";
    if (typeof parent.type === "string") return parent.type === "head" ? "head" : null;
  }
  return null;
}

function append(vnode: HookedVNode, end: AnyVNode): void {
  vnode.props = { ...vnode.props, children: [vnode.props.children, end] };
}
