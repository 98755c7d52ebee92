/** Where a rewritten element keeps what it was. */
const ORIGINAL = Symbol("original");

type Props = Record<PropertyKey, unknown>;

/** An element as preact's own hooks see it: `__` is the parent. */
export interface HookedVNode {
  type: unknown;
  props: Props;
  readonly key: unknown;
  readonly __?: HookedVNode;
  [ORIGINAL]?: { readonly type: unknown; readonly props: Props };
}

/** Preact's hook that sees each element before it renders. */
export interface HookedOptions {
  __b?: ((vnode: HookedVNode) => void) | undefined;
}

/** Makes an element render as something else, until the next time it renders. */
export function rewrite(vnode: HookedVNode, type: unknown, props: Props): void {
  vnode[ORIGINAL] ??= { type: vnode.type, props: vnode.props };
  vnode.type = type;
  vnode.props = props;
}

/** An element made once may render on many pages: each begins with what it was. */
export function restore(vnode: HookedVNode): void {
  const original = vnode[ORIGINAL];
  if (!original) return;
  vnode.type = original.type;
  vnode.props = original.props;
}
