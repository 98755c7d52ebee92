import { type ComponentChildren, type ComponentType, Fragment, h } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import type { Island } from "../snapshot.ts";
import type { AnyVNode } from "../types.ts";
import { type HookedVNode, rewrite } from "./vnode_hook.ts";
import { isVNode, SlotReference } from "./serialize.ts";

type Props = Readonly<Record<string, unknown>>;

/** One use of an island on a page. */
export interface IslandUse {
  readonly island: Island;
  readonly props: Props;
  readonly key: unknown;
}

/** A piece of server-rendered content that an island may place. */
interface SlotContent {
  readonly content: ComponentChildren;
  rendered: boolean;
}

/** Marks the props of an island's element that is to render as it is. */
const PLAIN = Symbol("plain");

/** Stands for slot content among the children that an island places. */
function Slot(_props: { id: number }): null {
  return null;
}

/**
 * The islands and slots of the page being rendered. Before an element renders, its island or slot
 * is expanded to its content between two comments, by which the browser finds it.
 */
export class PageIslands {
  readonly uses: IslandUse[] = [];
  readonly #slots: SlotContent[] = [];
  readonly #registry: ReadonlyMap<unknown, Island>;

  constructor(registry: ReadonlyMap<unknown, Island>) {
    this.#registry = registry;
  }

  /** Expands an island or a slot; leaves any other element alone. */
  visit(vnode: HookedVNode): void {
    if (vnode.type === Slot) return this.#expandSlot(vnode, vnode.props.id as number);
    const island = this.#registry.get(vnode.type);
    if (island && !(PLAIN in vnode.props)) this.#expandIsland(vnode, island);
  }

  /** Elements that keep, for the browser, a slot that no island placed; null when there is none. */
  nextHiddenSlot(): AnyVNode | null {
    const id = this.#slots.findIndex(({ rendered }) => !rendered);
    return id === -1 ? null : h("template", { "data-fresh": "" }, h(Slot, { id }));
  }

  /** An island that another island's own code made belongs to that one. */
  #expandIsland(vnode: HookedVNode, island: Island): void {
    if (isInsideIsland(vnode)) return;
    const { rendered, sent } = this.#withSlots(vnode.props);
    const index = this.uses.push({ island, props: sent, key: vnode.key ?? undefined }) - 1;
    const content = between(`fresh-island:${index}:${island.name}`, plain(island, rendered));
    rewrite(vnode, content.type, content.props);
  }

  #expandSlot(vnode: HookedVNode, id: number): void {
    const slot = this.#slots[id];
    if (!slot) return;
    slot.rendered = true;
    const content = between(`fresh-slot:${id}`, h(Fragment, null, slot.content));
    rewrite(vnode, InSlot, { children: content });
  }

  /** Elements among the props become slots: rendered here, and not sent as data. */
  #withSlots(props: Props): { rendered: Props; sent: Props } {
    const rendered: Record<string, unknown> = {};
    const sent: Record<string, unknown> = {};
    for (const name of Object.keys(props)) {
      const value = props[name];
      if (name !== "children" && !isVNode(value)) {
        rendered[name] = sent[name] = value;
      } else if (value !== null && value !== undefined && typeof value !== "function") {
        const id = this.#slots.push({ content: value as ComponentChildren, rendered: false }) - 1;
        rendered[name] = h(Slot, { id });
        sent[name] = new SlotReference(id);
      }
    }
    return { rendered, sent };
  }
}

/** The parent, in the tree of elements, of all that a slot holds. */
function InSlot({ children }: { children?: ComponentChildren }): ComponentChildren {
  return children;
}

/** Whether an island's own code made an element; what stands in a slot comes from the server. */
function isInsideIsland(vnode: HookedVNode): boolean {
  for (let parent = vnode.__; parent; parent = parent.__) {
    if (parent.type === InSlot) return false;
    if (PLAIN in parent.props) return true;
  }
  return false;
}

function plain(island: Island, props: Props): AnyVNode {
  const vnode = h(island.component as ComponentType<Props>, props);
  Object.assign(vnode.props, { [PLAIN]: true });
  return vnode;
}

function between(marker: string, content: AnyVNode): AnyVNode {
  return jsxTemplate([`<!--${marker}-->`, "<!--/fresh-->"], content) as AnyVNode;
}
