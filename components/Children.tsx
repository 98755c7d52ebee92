import { type ComponentChildren, createElement, Fragment, type JSX } from "preact";

/**
 * The children of a component, to be put into an element. Precompiled JSX escapes text twice where
 * an element holds a list of it (`jsxEscape` of preact 10.29), and does not where a component does.
 */
export function Children({ children }: { children: ComponentChildren }): JSX.Element {
  return createElement(Fragment, null, children);
}
