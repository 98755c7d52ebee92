import { computed, type Signal, signal } from "@preact/signals";
import type { Encoded, Entry } from "./wire.ts";
import { SPECIAL, TYPE } from "./wire.ts";

/** By -1 and down, as {@linkcode SPECIAL} numbers them. */
const SPECIALS = [undefined, NaN, Infinity, -Infinity, -0];

/**
 * Reads what the server serialised.
 *
 * @param table the objects of all islands' props
 * @param slot gives the element for a piece that the server rendered
 * @returns a function that gives the object at an index, always the same one
 */
export function reviver(
  table: readonly Entry[],
  slot: (id: number) => unknown,
): (index: number) => unknown {
  const made: unknown[] = [];

  const decode = (value: Encoded | undefined): unknown =>
    !Array.isArray(value) ? value : value[0] < 0 ? SPECIALS[-1 - value[0]] : revive(value[0]);

  function keep<T>(index: number, object: T, fill?: (object: T) => void): T {
    made[index] = object;
    fill?.(object);
    return object;
  }

  function revive(index: number): unknown {
    if (index in made) return made[index];
    const [type, ...content] = table[index]!;
    const [first, second] = content as string[];
    switch (type) {
      case TYPE.array:
        return keep(index, new Array(content.length), (array) =>
          content.forEach((value, i) => {
            if (!Array.isArray(value) || value[0] !== SPECIAL.hole) array[i] = decode(value);
          }));
      case TYPE.date:
        return keep(index, new Date(decode(content[0]) as number));
      case TYPE.url:
        return keep(index, new URL(first!));
      case TYPE.regexp:
        return keep(index, new RegExp(first!, second));
      case TYPE.map:
        return keep(index, new Map(), (map) => {
          for (let i = 0; i < content.length; i += 2) {
            map.set(decode(content[i]), decode(content[i + 1]));
          }
        });
      case TYPE.set:
        return keep(index, new Set(), (set) => content.forEach((value) => set.add(decode(value))));
      case TYPE.bigint:
        return keep(index, BigInt(first!));
      case TYPE.bytes:
        return keep(index, Uint8Array.from(atob(first!), (char) => char.charCodeAt(0)));
      case TYPE.signal:
        return keep(index, signal() as Signal, (made) => made.value = decode(content[0]));
      case TYPE.computed:
        return keep(index, computed(() => decode(content[0])));
      case TYPE.slot:
        return keep(index, slot(content[0] as number));
      default:
        return keep(index, {} as Record<string, unknown>, (object) => {
          for (let i = 0; i < content.length; i += 2) {
            object[content[i] as string] = decode(content[i + 1]);
          }
        });
    }
  }

  return revive;
}
