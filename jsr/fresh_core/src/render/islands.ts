import { type ComponentChildren, type ComponentType, createContext, Fragment, h } from "preact";
import type { AnyVNode } from "../types.ts";
import { useContext } from "preact/hooks";
import type { Island } from "../snapshot.ts";
import { isVNode, SlotReference } from "./serialize.ts";

type Props = Readonly<Record<string, unknown>>;

/** Marks the props of an island's element that is to render as it is, without a boundary. */
export const PLAIN = Symbol("plain");

function plain(island: Island, props: Props): AnyVNode {
  const vnode = h(island.component as ComponentType<Props>, props);
  Object.assign(vnode.props, { [PLAIN]: true });
  return vnode;
}

/** One use of an island on a page. */
interface IslandUse {
  readonly island: Island;
  readonly props: Props;
  readonly key: unknown;
}

/** A piece of server-rendered content that an island may place. */
interface Slot {
  readonly content: ComponentChildren;
  rendered: boolean;
}

/** The islands and slots of the page being rendered. */
export class PageIslands {
  readonly uses: IslandUse[] = [];
  readonly slots: Slot[] = [];
  /** Records an island; gives its place and the props to render it with. */
  add(island: Island, props: Props, key: unknown): { index: number; rendered: Props } {
    const rendered: Record<string, unknown> = {};
    const sent: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(props)) {
      if (name === "children" || isVNode(value)) {
        if (name === "children" && (value == null || typeof value === "function")) continue;
        const id = this.slots.push({ content: value as ComponentChildren, rendered: false }) - 1;
        rendered[name] = h(SlotBoundary, { id });
        sent[name] = new SlotReference(id);
      } else {
        rendered[name] = sent[name] = value;
      }
    }
    return { index: this.uses.push({ island, props: sent, key }) - 1, rendered };
  }
}

/** Where an element stands: the page, and whether an island's own code made it. */
export const RenderScope = createContext({
  islands: new PageIslands(),
  insideIsland: false,
});

interface BoundaryProps {
  readonly island: Island;
  readonly props: Props;
  readonly islandKey: unknown;
}

/** Renders an island between two comments, unless another island's own code made it. */
export function IslandBoundary({ island, props, islandKey }: BoundaryProps): AnyVNode {
  const { islands, insideIsland } = useContext(RenderScope);
  if (insideIsland) return plain(island, props);
  const { index, rendered } = islands.add(island, props, islandKey);
  return h(
    RenderScope.Provider,
    { value: { islands, insideIsland: true } },
    comment(`fresh-island:${index}:${island.name}`),
    plain(island, rendered),
    comment("/fresh"),
  );
}

/** Renders a slot's content, which the server made, between two comments. */
function SlotBoundary({ id }: { readonly id: number }): AnyVNode | null {
  const { islands } = useContext(RenderScope);
  const slot = islands.slots[id];
  if (!slot) return null;
  slot.rendered = true;
  return h(
    RenderScope.Provider,
    { value: { islands, insideIsland: false } },
    comment(`fresh-slot:${id}`),
    slot.content,
    comment("/fresh"),
  );
}

/** Keeps, for the browser, the slots that no island placed; one may hold islands with more. */
export function HiddenSlots({ from }: { readonly from: number }): AnyVNode | null {
  const { islands } = useContext(RenderScope);
  const id = islands.slots.findIndex((slot, id) => id >= from && !slot.rendered);
  if (id === -1) return null;
  return h(Fragment, null, [
    h("template", { "data-fresh": "" }, h(SlotBoundary, { id })),
    h(HiddenSlots, { from: id + 1 }),
  ]);
}

function comment(text: string): AnyVNode {
  return h(Fragment, { UNSTABLE_comment: text } as Record<string, unknown>);
}
