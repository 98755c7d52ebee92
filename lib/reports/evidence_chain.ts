/** A record of a bundle: each holds the hash of the one before. */
export interface EvidenceRecord {
  /** From 1, without gaps. */
  readonly seq: number;
  /** What the content is: `bundle`, `execution`, `target` or, at last, `end`. */
  readonly kind: string;
  /** What it says; JSON. */
  readonly content: unknown;
  /** The hash of the record before, 64 hexadecimal digits; empty for the first. */
  readonly previous: string;
  /** SHA-256 of the other fields in hexadecimal digits. */
  readonly hash: string;
}

/**
 * Hashes a record. The text that is hashed is JSON of an array, since the order of an object's
 * fields is nobody's promise; the content's own fields are sorted at every depth.
 *
 * @param record The record without its hash.
 * @returns SHA-256 (FIPS 180-4) in hexadecimal digits.
 */
export async function evidenceHash(
  { seq, kind, content, previous }: Omit<EvidenceRecord, "hash">,
): Promise<string> {
  const text = JSON.stringify([seq, kind, sorted(content), previous]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

/**
 * Chains contents: each becomes one line of a bundle, and the last line tells how many there are.
 *
 * @param contents What the bundle is to hold, in order.
 * @param onEnd Hears how many records there are and the hash of the last one.
 * @returns The lines, each with its line break.
 */
export async function* evidenceLines(
  contents: AsyncIterable<Pick<EvidenceRecord, "kind" | "content">>,
  onEnd: (end: { readonly records: number; readonly lastHash: string }) => Promise<void>,
): AsyncGenerator<string, void> {
  let last = { seq: 0, hash: "" };
  const chained = async (kind: string, content: unknown) => {
    const record = { seq: last.seq + 1, kind, content, previous: last.hash };
    last = { ...record, hash: await evidenceHash(record) };
    return `${JSON.stringify(last)}\n`;
  };
  for await (const { kind, content } of contents) yield await chained(kind, content);
  const end = await chained("end", { records: last.seq + 1 });
  await onEnd({ records: last.seq, lastHash: last.hash });
  yield end;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => one < other ? -1 : 1);
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]));
}
