import { Signal } from "@preact/signals";
import { type Encoded, type Entry, SPECIAL, TYPE } from "../runtime/wire.ts";

/** Stands in the serialised props for an element that the server rendered into the page. */
export class SlotReference {
  constructor(readonly id: number) {}
}

/**
 * Serialises the props of a page's islands as one JSON array in which every object stands once,
 * so that identity and cycles survive. The text is safe inside a script element.
 *
 * @throws {TypeError} when the value holds a function, a symbol or an element
 */
export function serialize(value: unknown): string {
  const table = new Table();
  table.encode(value);
  const json = JSON.stringify(table.entries);
  return json.includes("<") ? json.replaceAll("<", "\\u003c") : json;
}

/** Preact's elements have an own `constructor` that is undefined, which JSON cannot produce. */
export function isVNode(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "constructor") &&
    value.constructor === undefined;
}

/** The objects of the serialised props. */
class Table {
  readonly entries: Entry[] = [];
  readonly #places = new Map<object, number>();

  encode(value: unknown): Encoded {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "object":
        return value === null ? null : [this.#placeOf(value)];
      case "number":
        return encodeNumber(value);
      case "undefined":
        return [SPECIAL.undefined];
      case "bigint":
        return [this.entries.push([TYPE.bigint, String(value)]) - 1];
      default:
        throw new TypeError(
          `Cannot pass a ${typeof value} to an island: expected data or a signal`,
        );
    }
  }

  /** An object has its place before its content is encoded, so that a cycle ends there. */
  #placeOf(object: object): number {
    const known = this.#places.get(object);
    if (known !== undefined) return known;
    const place = this.entries.push([TYPE.object]) - 1;
    this.#places.set(object, place);
    this.entries[place] = this.#encodeObject(object);
    return place;
  }

  #encodeObject(value: object): Entry {
    if (isVNode(value)) {
      throw new TypeError(
        "Cannot pass an element inside the data of an island: expected it as `children` or as a prop",
      );
    }
    if (Object.getPrototypeOf(value) === Object.prototype) return this.#encodeProperties(value);
    if (Array.isArray(value)) return this.#encodeItems(value);
    if (value instanceof SlotReference) return [TYPE.slot, value.id];
    if (value instanceof Signal) {
      const writable = Object.getPrototypeOf(value) === Signal.prototype;
      return [writable ? TYPE.signal : TYPE.computed, this.encode(value.peek())];
    }
    if (value instanceof Date) return [TYPE.date, encodeNumber(value.getTime())];
    if (value instanceof URL) return [TYPE.url, value.href];
    if (value instanceof RegExp) return [TYPE.regexp, value.source, value.flags];
    if (value instanceof Map) return [TYPE.map, ...[...value].flat().map(this.encode, this)];
    if (value instanceof Set) return [TYPE.set, ...[...value].map(this.encode, this)];
    if (value instanceof Uint8Array) return [TYPE.bytes, base64(value)];
    return this.#encodeProperties(value);
  }

  #encodeItems(items: readonly unknown[]): Entry {
    const entry: [number, ...Encoded[]] = [TYPE.array];
    for (let i = 0; i < items.length; i++) {
      entry.push(i in items ? this.encode(items[i]) : [SPECIAL.hole]);
    }
    return entry;
  }

  #encodeProperties(object: object): Entry {
    const entry: [number, ...Encoded[]] = [TYPE.object];
    for (const [key, value] of Object.entries(object)) {
      if (key !== "__proto__") entry.push(key, this.encode(value));
    }
    return entry;
  }
}

function encodeNumber(value: number): Encoded {
  if (Number.isNaN(value)) return [SPECIAL.nan];
  if (value === Infinity) return [SPECIAL.infinity];
  if (value === -Infinity) return [SPECIAL.negativeInfinity];
  return Object.is(value, -0) ? [SPECIAL.negativeZero] : value;
}

/** Only the viewed bytes: the rest of a pooled buffer is somebody else's. */
function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
