import { Buffer } from "node:buffer";

/** A text that must not be found, under a name that may be told. */
export interface Canary {
  readonly name: string;
  readonly value: string;
}

/** The ways in which a text may lie in bytes, each as the bytes to look for. */
const ENCODINGS: Readonly<Record<string, (text: string) => readonly Buffer[]>> = {
  raw: (text) => [Buffer.from(text)],
  base64: (text) => base64Forms(text, "base64"),
  base64url: (text) => base64Forms(text, "base64url"),
  hex: (text) => [Buffer.from(Buffer.from(text).toString("hex"))],
  "upper-case hex": (text) => [Buffer.from(Buffer.from(text).toString("hex").toUpperCase())],
  "UTF-16LE": (text) => [Buffer.from(text, "utf16le")],
  "URL-coded": (text) => [Buffer.from(encodeURIComponent(text))],
  "lower-case URL-coded": (text) => [
    Buffer.from(encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase())),
  ],
  "JSON with escaped slashes": (text) => [Buffer.from(text.replaceAll("/", "\\/"))],
};

/** The names of the encodings that are looked for. */
export const LEAK_ENCODINGS: readonly string[] = Object.keys(ENCODINGS);

/** Writes a text as it would lie in bytes, at some distance from their beginning. */
export function encodedLeak(encoding: string, text: string): Buffer {
  const [bytes = Buffer.alloc(0)] = ENCODINGS[encoding]?.(text) ?? [];
  return Buffer.concat([Buffer.from("xyz"), bytes, Buffer.from("xyz")]);
}

/** Finds canaries in bytes: `<name>, <encoding>` for each. */
export function leaksIn(bytes: Uint8Array, canaries: readonly Canary[]): readonly string[] {
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return canaries.flatMap(({ name, value }) =>
    Object.entries(ENCODINGS)
      .filter(([, encode]) => encode(value).some((needle) => haystack.includes(needle)))
      .map(([encoding]) => `${name}, ${encoding}`)
  );
}

/** What base64 makes of a text wherever it begins in a group of three bytes, neighbours left out. */
function base64Forms(text: string, encoding: "base64" | "base64url"): readonly Buffer[] {
  return [0, 1, 2].map((offset) => {
    const coded = Buffer.from("\0".repeat(offset) + text).toString(encoding).replace(/=+$/, "");
    const tail = (offset + Buffer.byteLength(text)) % 3 === 0 ? 0 : 1;
    const head = offset === 0 ? 0 : offset + 1;
    return Buffer.from(coded.slice(head, coded.length - tail));
  });
}
