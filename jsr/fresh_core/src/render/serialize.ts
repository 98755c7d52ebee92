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
  const table: Entry[] = [];
  const places = new Map<unknown, number>();

  function encode(value: unknown): Encoded {
    if (typeof value === "object" && value !== null) return [placeOf(value)];
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return encodeNumber(value);
      case "undefined":
        return [SPECIAL.undefined];
      case "bigint":
        return [add([TYPE.bigint, String(value)])];
      case "function":
      case "symbol":
        throw new TypeError(
          `Cannot pass a ${typeof value} to an island: expected data or a signal`,
        );
    }
    return null;
  }

  /** An object has its place before its content is encoded, so that a cycle ends there. */
  function placeOf(object: object): number {
    const known = places.get(object);
    if (known !== undefined) return known;
    const place = add([TYPE.object]);
    places.set(object, place);
    table[place] = encodeObject(object);
    return place;
  }

  function add(entry: Entry): number {
    return table.push(entry) - 1;
  }

  function encodeObject(value: object): Entry {
    if (isVNode(value)) {
      throw new TypeError(
        "Cannot pass an element inside the data of an island: expected it as `children` or as a prop",
      );
    }
    if (value instanceof SlotReference) return [TYPE.slot, value.id];
    if (value instanceof Signal) {
      const writable = Object.getPrototypeOf(value) === Signal.prototype;
      return [writable ? TYPE.signal : TYPE.computed, encode(value.peek())];
    }
    if (Array.isArray(value)) return [TYPE.array, ...encodeItems(value)];
    if (value instanceof Date) return [TYPE.date, encodeNumber(value.getTime())];
    if (value instanceof URL) return [TYPE.url, value.href];
    if (value instanceof RegExp) return [TYPE.regexp, value.source, value.flags];
    if (value instanceof Map) return [TYPE.map, ...[...value].flat().map(encode)];
    if (value instanceof Set) return [TYPE.set, ...[...value].map(encode)];
    if (value instanceof Uint8Array) return [TYPE.bytes, base64(value)];
    return [TYPE.object, ...encodeProperties(value)];
  }

  function encodeItems(items: readonly unknown[]): Encoded[] {
    const encoded: Encoded[] = [];
    for (let i = 0; i < items.length; i++) {
      encoded.push(i in items ? encode(items[i]) : [SPECIAL.hole]);
    }
    return encoded;
  }

  function encodeProperties(object: object): Encoded[] {
    const encoded: Encoded[] = [];
    for (const [key, value] of Object.entries(object)) {
      if (key !== "__proto__") encoded.push(key, encode(value));
    }
    return encoded;
  }

  encode(value);
  return JSON.stringify(table).replaceAll("<", "\\u003c");
}

function encodeNumber(value: number): Encoded {
  if (Number.isNaN(value)) return [SPECIAL.nan];
  if (value === Infinity) return [SPECIAL.infinity];
  if (value === -Infinity) return [SPECIAL.negativeInfinity];
  return Object.is(value, -0) ? [SPECIAL.negativeZero] : value;
}

/** Preact's elements have an own `constructor` that is undefined, which JSON cannot produce. */
export function isVNode(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "constructor") &&
    value.constructor === undefined;
}

/** Only the viewed bytes: the rest of a pooled buffer is somebody else's. */
function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
