import type { z } from "zod";
import { type Parts, readParts } from "./parts.ts";
import type { Store } from "./store.ts";
import { storeBusy } from "./store_failure.ts";
import { parseStored, type StoredRecord } from "./stored_record.ts";

/** A record whose content, as JSON, stands in parts. */
export interface LargeRecord<Header, Content> {
  /** What names the parts. */
  readonly header: StoredRecord<Header>;
  /** Finds them in the header. */
  readonly partsOf: (header: Header) => Parts;
  /** The key of the record's parts, the same for all versions. */
  readonly prefix: Deno.KvKey;
  /** What the content must look like. */
  readonly schema: z.ZodType<Content>;
}

/** A reader that meets a writer reads again; more often than this, something else is wrong. */
const MAX_READS = 10;

/**
 * Reads a record and its content. A reader whose parts are replaced meanwhile begins again.
 *
 * @param store The store.
 * @param record Where they stand and what they must look like.
 * @returns Header and content of one version, or `null` when there is no header.
 * @throws {AppError} `store_busy` or `store_unavailable` (503), `record_invalid` (500).
 */
export async function readLarge<Header, Content>(
  store: Store,
  { header: headerRecord, partsOf, prefix, schema }: LargeRecord<Header, Content>,
): Promise<{ readonly header: Header; readonly content: Content } | null> {
  for (let reads = 0; reads < MAX_READS; reads++) {
    const [header] = await store.read([headerRecord]);
    if (header === null) return null;
    const bytes = await readParts(store, { prefix, parts: partsOf(header) });
    if (bytes === null) continue;
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return { header, content: parseStored(json, { key: prefix, schema }) };
  }
  throw storeBusy("others replaced it all the time");
}
