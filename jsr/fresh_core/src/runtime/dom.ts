import { type ComponentChild, type ComponentChildren, h, type VNode } from "preact";

/** The nodes between an opening and a closing comment. */
export interface Marker {
  readonly index: number;
  readonly start: Node;
  end: Node;
}

/** The islands to hydrate, and all slots, of a page. */
interface Markers {
  readonly islands: readonly Marker[];
  readonly slots: Marker[];
}

const OPENING = /^fresh-(slot|island):(\d+):?(.*)$/;
const CLOSING = "/fresh";

/** Finds what the server marked, in the page and in the templates that keep hidden slots. */
export function findMarkers(): Markers {
  const markers = { islands: [] as Marker[], slots: [] as Marker[] };
  collect(document.body, markers, markers.islands);
  for (const template of document.querySelectorAll<HTMLTemplateElement>("template[data-fresh]")) {
    collect(template.content, markers, []);
  }
  return markers;
}

function collect(root: Node, { slots }: Markers, islands: Marker[]): void {
  const open: { isSlot: boolean; name: string; marker: Marker }[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { data } = node as Comment;
    const [, kind, index, name = ""] = OPENING.exec(data) ?? [];
    if (kind) {
      const marker = { index: Number(index), start: node, end: node };
      open.push({ isSlot: kind === "slot", name, marker });
      continue;
    }
    const closed = data === CLOSING && open.pop();
    if (!closed) continue;
    closed.marker.end = node;
    if (closed.isSlot) slots[closed.marker.index] = closed.marker;
    else if (isOutermost(open)) hydratable(closed.name, closed.marker, islands);
  }
}

function isOutermost(open: readonly { isSlot: boolean }[]): boolean {
  return open.every((outer) => outer.isSlot);
}

function hydratable(name: string, marker: Marker, islands: Marker[]): void {
  if (marker.start.parentNode === marker.end.parentNode) islands.push(marker);
  else console.error(`Cannot hydrate ${name}: the browser moved its HTML, check how it is nested`);
}

/** Elements for the nodes of a slot: attributes and text as the server wrote them. */
export function toVNodes(
  marker: Marker | undefined,
  island: (index: number) => VNode,
): ComponentChildren {
  return marker ? childrenOf(marker.start.nextSibling, marker.end, island) : null;
}

function childrenOf(
  first: Node | null,
  end: Node | null,
  island: (index: number) => VNode,
): ComponentChild[] {
  const children: ComponentChild[] = [];
  for (let node = first; node && node !== end; node = node.nextSibling) {
    if (node instanceof Text) children.push(node.data);
    else if (node instanceof Element) children.push(elementOf(node, island));
    else if (node instanceof Comment) {
      const [, kind, index] = OPENING.exec(node.data) ?? [];
      if (kind === "island") children.push(island(Number(index)));
      if (kind) node = closingOf(node);
    }
  }
  return children;
}

/** The comment that closes the range that `opening` opens; it nests. */
function closingOf(opening: Node): Node {
  let depth = 1;
  let node = opening;
  while (depth > 0 && node.nextSibling) {
    node = node.nextSibling;
    if (!(node instanceof Comment)) continue;
    if (OPENING.test(node.data)) depth++;
    else if (node.data === CLOSING) depth--;
  }
  return node;
}

function elementOf(element: Element, island: (index: number) => VNode): VNode {
  const props: Record<string, unknown> = {};
  for (const { name, value } of element.attributes) {
    const isBoolean = value === "" &&
      typeof (element as unknown as Record<string, unknown>)[name] === "boolean";
    props[name] = isBoolean || value;
  }
  return h<Record<string, unknown>>(
    element.localName,
    props,
    childrenOf(element.firstChild, null, island),
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
    insertBefore: (node: Node, before: Node | null) => parent.insertBefore(node, before ?? end),
  } as RangeParent;
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
