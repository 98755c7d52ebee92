import { options } from "preact";

type Props = Record<PropertyKey, unknown>;

/** An element as preact's own hooks see it: `__` is the parent. */
export interface HookedVNode {
  type: unknown;
  props: Props;
  readonly key: unknown;
  readonly __?: HookedVNode;
}

/** Sees each element of a render before it renders. */
type Visitor = (vnode: HookedVNode) => void;

interface Rewritten {
  readonly vnode: HookedVNode;
  readonly type: unknown;
  readonly props: Props;
}

let installed = false;
let visitor: Visitor | null = null;
let rewritten: Rewritten[] = [];

/**
 * Runs a synchronous render with a visitor. One hook is installed for good, since a new one for
 * each page costs a fifth of the whole render.
 */
export function visiting<T>(visit: Visitor, render: () => T): T {
  if (!installed) install();
  const outer = visitor;
  visitor = visit;
  try {
    return render();
  } finally {
    visitor = outer;
    if (!outer) restoreAll();
  }
}

/** Makes an element render as something else, in this render alone: it may stand in many pages. */
export function rewrite(vnode: HookedVNode, type: unknown, props: Props): void {
  rewritten.push({ vnode, type: vnode.type, props: vnode.props });
  vnode.type = type;
  vnode.props = props;
}

function restoreAll(): void {
  for (const { vnode, type, props } of rewritten.toReversed()) {
    vnode.type = type;
    vnode.props = props;
  }
  rewritten = [];
}

function install(): void {
  const hooks = options as { __b?: Visitor | undefined };
  const previous = hooks.__b;
  hooks.__b = (vnode) => {
    if (visitor) visitor(vnode);
    if (previous) previous(vnode);
  };
  installed = true;
}
