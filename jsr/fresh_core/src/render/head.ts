import { type ComponentChildren, h } from "preact";
import type { AnyVNode } from "../types.ts";

type Props = Record<PropertyKey, unknown>;

interface HeadElement {
  readonly identity: string;
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
  /** By identity; most pages move one element at most, so that a list does. */
  readonly #elements: HeadElement[] = [];

  /** Takes an element found below `Head`; a later one of the same identity wins. */
  collect(tag: string, props: Props, key: unknown): void {
    const shown = hasKey(key) ? { ...props, "data-key": key } : props;
    const element = { identity: identity(tag, props, key), tag, props: shown, placed: false };
    const known = this.#elements.findIndex((other) => other.identity === element.identity);
    if (known === -1) this.#elements.push(element);
    else this.#elements[known] = element;
  }

  /** What replaces, in place, an element of the document's own head. */
  replacement(tag: string, props: Props, key: unknown): HeadElement | undefined {
    const candidates = this.#elements.filter((element) =>
      !element.placed && (hasKey(key) || element.tag === tag)
    );
    if (candidates.length === 0) return undefined;
    const sought = identity(tag, props, key);
    const element = candidates.find((candidate) => candidate.identity === sought);
    if (element) element.placed = true;
    return element;
  }

  /** The elements that replaced nothing, for the end of the head. */
  rest(): AnyVNode[] {
    const rest = this.#elements.filter((element) => !element.placed);
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
