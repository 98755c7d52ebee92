import { type ComponentChildren, Fragment, h } from "preact";
import { renderToString } from "preact-render-to-string";
import { Head } from "../runtime/head.ts";
import type { AnyVNode } from "../types.ts";
import { hasKey, HeadScope, Nothing, PageHead } from "./head.ts";
import type { PageIslands } from "./islands.ts";
import { nonce } from "./nonce.ts";
import { type HookedVNode, rewrite, visiting } from "./vnode_hook.ts";

interface PageRenderOptions {
  readonly islands: PageIslands;
  readonly stylesheets: readonly string[];
}

/** One page on its way to HTML: what its parts leave for the head and for the end of the body. */
export class PageRender {
  readonly #nonce = nonce();
  readonly #head = new PageHead();
  readonly #seen = { html: false, head: false, body: false };
  readonly #options: PageRenderOptions;
  readonly #visitor = (vnode: HookedVNode) => this.#visit(vnode);
  /** Comments that nobody can foresee mark where the head and the body end. */
  readonly #headEnd = `head-end-${this.#nonce}`;
  readonly #bodyEnd = `body-end-${this.#nonce}`;

  constructor(options: PageRenderOptions) {
    this.#options = options;
  }

  /** Renders a part of the page; what it says for the head is kept for the part with the head. */
  part(content: ComponentChildren): string {
    return visiting(this.#visitor, () => renderToString(content as AnyVNode));
  }

  /** Renders the slots that no island placed; one may hold islands with hidden slots of its own. */
  hiddenSlots(): string {
    let html = "";
    for (;;) {
      const slot = this.#options.islands.nextHiddenSlot();
      if (!slot) return html;
      html += this.part(slot);
    }
  }

  /** A script element with the page's nonce. */
  script(code: string): string {
    return `<script type="module" nonce="${this.#nonce}">${code}</script>`;
  }

  /**
   * Completes the content: what goes to the end of the head, and the parts of a document that it
   * did not bring.
   *
   * @param bodyEnd HTML for the end of the body
   */
  document(content: string, bodyEnd: string): string {
    let html = this.#seen.body
      ? content.replace(`<!--${this.#bodyEnd}-->`, () => bodyEnd)
      : `<body>${content}${bodyEnd}</body>`;
    const headEnd = this.#restOfHead();
    html = this.#seen.head
      ? html.replace(`<!--${this.#headEnd}-->`, () => headEnd)
      : `<head><meta charset="utf-8"/>${headEnd}</head>${html}`;
    if (!this.#seen.html) html = `<html>${html}</html>`;
    return `<!DOCTYPE html>${html}`;
  }

  #visit(vnode: HookedVNode): void {
    switch (vnode.type) {
      case "html":
        this.#seen.html = true;
        return;
      case "head":
        this.#seen.head = true;
        return append(vnode, this.#headEnd);
      case "body":
        this.#seen.body = true;
        return append(vnode, this.#bodyEnd);
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
      case Head:
        return rewrite(vnode, HeadScope, vnode.props);
      default:
        if (typeof vnode.type !== "string") this.#options.islands.visit(vnode);
    }
  }

  #visitHeadElement(vnode: HookedVNode, tag: string): void {
    const owner = headOwner(vnode);
    const { props, key } = vnode;
    if (owner === "Head") {
      this.#head.collect(tag, props, key);
      rewrite(vnode, Nothing, {});
    } else if (owner === "head") {
      const replacement = this.#head.replacement(tag, props, key);
      if (replacement) rewrite(vnode, replacement.tag, replacement.props);
      else if (hasKey(key)) rewrite(vnode, tag, { ...props, "data-key": key });
    }
  }

  #addNonce(vnode: HookedVNode): void {
    const { type, props } = vnode;
    if (!props.nonce) rewrite(vnode, type, { ...props, nonce: this.#nonce });
  }

  #restOfHead(): string {
    const links = this.#options.stylesheets.map((href) => h("link", { rel: "stylesheet", href }));
    const elements = [...links, ...this.#head.rest()];
    return elements.length > 0 ? this.part(elements) : "";
  }
}

/** Whether an element stands directly in the document's head, or in a `Head` component. */
function headOwner(vnode: HookedVNode): "head" | "Head" | null {
  for (let parent = vnode.__; parent; parent = parent.__) {
    if (parent.type === HeadScope) return "Head";
    if (typeof parent.type === "string") return parent.type === "head" ? "head" : null;
  }
  return null;
}

function append(vnode: HookedVNode, comment: string): void {
  const end = h(Fragment, { UNSTABLE_comment: comment } as Record<string, unknown>);
  rewrite(vnode, vnode.type, { ...vnode.props, children: [vnode.props.children, end] });
}
