import { createHash } from "node:crypto";

/** Randomness that depends on the seed and a key alone, so the order of requests changes nothing. */
export interface SeededRandom {
  /** A number in [0, 1) for the key. */
  unit(key: string): number;
  /** Lower-case hexadecimal digits for the key, at most 64. */
  hex(key: string, digits: number): string;
  /** Characters of the alphabet for the key. */
  text(key: string, options: { readonly alphabet: string; readonly length: number }): string;
}

/**
 * Makes randomness that can be repeated.
 *
 * @param seed Any number; the same seed gives the same values.
 * @returns The source.
 */
export function seededRandom(seed: number): SeededRandom {
  const digest = (key: string) => createHash("sha256").update(`${seed}:${key}`).digest();
  return {
    unit: (key) => digest(key).readUIntBE(0, 6) / 2 ** 48,
    hex: (key, digits) => digest(key).toString("hex").slice(0, digits),
    text: (key, { alphabet, length }) =>
      Array.from(
        { length },
        (_, index) =>
          alphabet[Math.floor(digest(`${key}:${index}`).readUInt16BE(0) % alphabet.length)],
      ).join(""),
  };
}
