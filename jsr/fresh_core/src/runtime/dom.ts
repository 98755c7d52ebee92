import { type ComponentChild, type ComponentChildren, h, type VNode } from "preact";

/** The nodes between an opening and a closing comment. */
export interface Marker {
  readonly index: number;
  readonly start: Node;
  end: Node;
}

/** What the server marked on a page. */
interface Markers {
  /** The islands to hydrate. */
  readonly roots: Marker[];
  readonly slots: Marker[];
  /** The islands that the browser left in one place, by opening comment. */
  readonly islands: Map<Node, Marker>;
}

interface OpenMarker extends Marker {
  readonly isSlot: boolean;
  readonly name: string;
  isTorn: boolean;
}

/** Gives the island that begins with a comment, and where it ends. */
export type IslandAt = (opening: Node) => { readonly vnode: VNode; readonly end: Node } | null;

const OPENING = /^fresh-(slot|island):(\d+):?(.*)$/;
const CLOSING = "/fresh";

/** Finds what the server marked, in the page and in the templates that keep hidden slots. */
export function findMarkers(): Markers {
  const markers: Markers = { roots: [], slots: [], islands: new Map() };
  collect(document.body, markers);
  for (const template of document.querySelectorAll<HTMLTemplateElement>("template[data-fresh]")) {
    collect(template.content, markers);
  }
  return markers;
}

function collect(root: Node, markers: Markers): void {
  const open: OpenMarker[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { data } = node as Comment;
    const [, kind, index, name = ""] = OPENING.exec(data) ?? [];
    if (kind) {
      const isSlot = kind === "slot";
      open.push({ isSlot, name, index: Number(index), start: node, end: node, isTorn: false });
    }
    const marker = data === CLOSING && open.pop();
    if (!marker) continue;
    marker.end = node;
    marker.isTorn ||= marker.start.parentNode !== node.parentNode;
    keep(marker, open[open.length - 1], markers);
  }
}

/** What the browser moved stays as it is: hydration would lose or double it. */
function keep(
  marker: OpenMarker,
  holder: OpenMarker | undefined,
  { roots, slots, islands }: Markers,
): void {
  if (marker.isSlot) {
    slots[marker.index] = marker;
    if (holder) holder.isTorn ||= marker.isTorn;
  } else if (marker.isTorn) {
    console.error(
      `Cannot hydrate ${marker.name}: the browser moved its HTML, check how it is nested`,
    );
  } else {
    islands.set(marker.start, marker);
    if (!holder) roots.push(marker);
  }
}

/** Elements for the nodes of a slot: attributes and text as the server wrote them. */
export function toVNodes(marker: Marker | undefined, islandAt: IslandAt): ComponentChildren {
  return marker ? childrenOf(marker.start.nextSibling, marker.end, islandAt) : null;
}

function childrenOf(
  first: Node | null,
  end: Node | null,
  islandAt: IslandAt,
): ComponentChild[] {
  const children: ComponentChild[] = [];
  for (let node = first; node && node !== end; node = node.nextSibling) {
    const island = islandAt(node);
    if (island) {
      children.push(island.vnode);
      node = island.end;
    } else if (node instanceof Text) children.push(node.data);
    else if (node instanceof Element) children.push(elementOf(node, islandAt));
  }
  return children;
}

/** Attributes that preact would take for its own. */
const RESERVED = ["ref", "key", "children"];

function elementOf(element: Element, islandAt: IslandAt): VNode {
  const props: Record<string, unknown> = {};
  for (const { name, value } of element.attributes) {
    if (RESERVED.includes(name)) continue;
    const isBoolean = value === "" &&
      typeof (element as unknown as Record<string, unknown>)[name] === "boolean";
    props[name] = isBoolean || value;
  }
  return h<Record<string, unknown>>(
    element.localName,
    props,
    childrenOf(element.firstChild, null, islandAt),
  );
}

/** Stands for the parent of one island's nodes, whose siblings belong to others. */
export interface RangeParent {
  readonly childNodes: readonly Node[];
}

/** The part of a parent element that preact uses, limited to the nodes between two comments. */
export function rangeParent({ start, end }: Marker): RangeParent {
  const parent = start.parentNode as Element;
  const childNodes: Node[] = [];
  for (let node = start.nextSibling; node && node !== end; node = node.nextSibling) {
    childNodes.push(node);
  }
  return {
    childNodes,
    firstChild: childNodes[0] ?? null,
    namespaceURI: parent.namespaceURI,
    nodeType: parent.nodeType,
    insertBefore: (node: Node, before: Node | null) =>
      parent.insertBefore(node, before && precedes(before, end) ? before : end),
  } as RangeParent;
}

/** Preact may name a node behind the range: what goes before that may be another island's. */
function precedes(node: Node, end: Node): boolean {
  return (end.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
}

/** What preact keeps on a parent and on an element: children (`__k`) and the DOM node (`__e`). */
interface Rendered {
  readonly type?: unknown;
  readonly __k?: readonly (Rendered | null)[] | Rendered;
  readonly __e?: Node;
}

/** The outermost DOM nodes that preact took over or made. */
export function ownedNodes(rendered: Rendered | RangeParent, nodes = new Set<Node>()): Set<Node> {
  const { type, __k, __e } = rendered as Rendered;
  if (__e && typeof type !== "function") return nodes.add(__e);
  for (const child of Array.isArray(__k) ? __k : [__k]) if (child) ownedNodes(child, nodes);
  return nodes;
}
