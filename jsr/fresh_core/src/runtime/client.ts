import { type ComponentType, h, hydrate, type VNode } from "preact";
import { reviver } from "./revive.ts";
import {
  findMarkers,
  type IslandAt,
  type Marker,
  ownedNodes,
  rangeParent,
  toVNodes,
} from "./dom.ts";
import type { Entry } from "./wire.ts";

type Props = Record<string, unknown>;

/**
 * Brings the islands of a page to life.
 *
 * @param components the island components that the page uses
 * @param table the serialised props: first a list of `[component, props, key]`, one an island
 */
export function boot(components: readonly ComponentType<Props>[], table: readonly Entry[]): void {
  const markers = findMarkers();
  const revive = reviver(table, (id) => toVNodes(markers.slots[id], islandAt));
  const uses = table[0]!.slice(1) as [number][];

  function island(index: number): VNode {
    const [component, props, key] = revive(uses[index]![0]) as [number, Props, string | undefined];
    return h(components[component]!, key === undefined ? props : { ...props, key });
  }

  function islandAt(opening: Node): ReturnType<IslandAt> {
    const marker = markers.islands.get(opening);
    return marker ? { vnode: island(marker.index), end: marker.end } : null;
  }

  // Slots become elements before any hydration, which removes what it does not know.
  for (const marker of markers.roots) {
    const vnode = island(marker.index);
    later(() => hydrateIsland(vnode, marker));
  }
}

/** One task an island, so that a page with many stays responsive. */
function later(task: () => void): void {
  if ("scheduler" in globalThis) {
    (globalThis as unknown as { scheduler: { postTask(task: () => void): void } }).scheduler
      .postTask(task);
  } else {
    setTimeout(task);
  }
}

function hydrateIsland(vnode: VNode, marker: Marker): void {
  const parent = rangeParent(marker);
  const before = parent.childNodes;
  hydrate(vnode, parent as unknown as Element);
  const owned = ownedNodes(parent);
  for (const node of before) {
    if (node.nodeType !== Node.COMMENT_NODE && !owned.has(node)) node.parentNode?.removeChild(node);
  }
}
