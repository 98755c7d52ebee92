import { type ComponentChildren, h } from "preact";
import type { AnyVNode } from "../types.ts";

type Props = Record<PropertyKey, unknown>;

interface HeadElement {
  readonly tag: string;
  readonly props: Props;
  placed: boolean;
}

/** Attributes that do not tell one head element from another (contract 4.11). */
const NOT_IDENTITY: Readonly<Record<string, readonly string[]>> = {
  meta: ["content"],
  link: ["href"],
};

/** Takes the place of an element that moved to the head. */
export function Nothing(): null {
  return null;
}

/** Renders the children of `Head`; those that belong into the head move there. */
export function HeadScope({ children }: { children?: ComponentChildren }): ComponentChildren {
  return children;
}

/** What the `Head` components of a page put into the document's head. */
export class PageHead {
  readonly #elements = new Map<string, HeadElement>();
  /** Tags of the elements, and `*` for keyed ones: an element of another tag replaces nothing. */
  readonly #tags = new Set<string>();

  /** Takes an element found below `Head`; a later one of the same identity wins. */
  collect(tag: string, props: Props, key: unknown): void {
    const shown = hasKey(key) ? { ...props, "data-key": key } : props;
    this.#elements.set(identity(tag, props, key), { tag, props: shown, placed: false });
    this.#tags.add(hasKey(key) ? "*" : tag);
  }

  /** What replaces, in place, an element of the document's own head. */
  replacement(tag: string, props: Props, key: unknown): HeadElement | undefined {
    if (!this.#tags.has(hasKey(key) ? "*" : tag)) return undefined;
    const element = this.#elements.get(identity(tag, props, key));
    if (!element || element.placed) return undefined;
    element.placed = true;
    return element;
  }

  /** The elements that replaced nothing, for the end of the head. */
  rest(): AnyVNode[] {
    const rest = [...this.#elements.values()].filter((element) => !element.placed);
    return rest.map(({ tag, props }) => h(tag, props));
  }
}

/** Preact writes a missing key as null or undefined. */
export function hasKey(key: unknown): boolean {
  return key !== null && key !== undefined;
}

function identity(tag: string, props: Props, key: unknown): string {
  if (hasKey(key)) return `key:${key}`;
  if (tag === "title") return tag;
  const ignored = ["children", "nonce", ...NOT_IDENTITY[tag] ?? []];
  const attributes = Object.entries(props).filter(([name]) => !ignored.includes(name));
  return JSON.stringify([tag, ...attributes.map(([name, value]) => [name, String(value)]).sort()]);
}
