import { z } from "zod";
import { KIB, randomId } from "@/lib/base/mod.ts";
import { CALL_DEADLINE_MS } from "./deadline.ts";
import { kvCall } from "./kv_call.ts";
import type { Store } from "./store.ts";

/** The largest value of Deno KV. */
const PART_BYTES = 64 * KIB;
/** A commit takes 800 KiB, keys included. */
const PARTS_A_COMMIT = 12;
const VERSION_BYTES = 12;

const partSchema = z.instanceof(Uint8Array);

/** Says in a record's header which parts belong to it; domains put it into their own schemas. */
export const partsSchema = z.object({
  version: z.string().min(1),
  count: z.int().min(0),
  bytes: z.int().min(0),
}).readonly();

/** Which parts belong to a record. */
export type Parts = z.infer<typeof partsSchema>;

/** Where the parts of one version stand. */
export interface PartsPlace {
  /** The key of the record's parts, the same for all versions. */
  readonly prefix: Deno.KvKey;
  /** What the header says. */
  readonly parts: Parts;
}

/** What is to be written as parts. */
export interface PartsContent {
  /** The key of the record's parts, the same for all versions. */
  readonly prefix: Deno.KvKey;
  /** The content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** When the database may collect them, in ms from now; never when not given. */
  readonly expireInMs?: number;
}

/**
 * Writes what is larger than a value or a commit, as parts under a version of their own, so that
 * readers of an earlier version are not disturbed. They count only once the caller has committed a
 * header that names them; then the parts of the header before are to be removed.
 *
 * @param store The store.
 * @param content The key, the bytes, and how long they are of use.
 * @returns What to keep in the header.
 * @throws {AppError} `store_unavailable` (503); the parts written so far are garbage.
 *
 * @example
 * const parts = await writeParts(store, { prefix, bytes });
 * const old = await store.transact([header], ([current]) => ({
 *   result: current?.parts,
 *   write: (atomic) => atomic.set(header.key, { ...fields, parts }),
 * }));
 * if (old) await removeParts(store, { prefix, parts: old });
 */
export async function writeParts(
  store: Store,
  { prefix, bytes, expireInMs }: PartsContent,
): Promise<Parts> {
  const parts = {
    version: randomId(VERSION_BYTES),
    count: Math.ceil(bytes.length / PART_BYTES),
    bytes: bytes.length,
  };
  const kept = expireInMs === undefined ? {} : { expireIn: expireInMs };
  for (const keys of commitsOf(prefix, parts)) {
    const atomic = store.kv.atomic();
    for (const { key, index } of keys) {
      atomic.set(key, bytes.slice(index * PART_BYTES, (index + 1) * PART_BYTES), kept);
    }
    await kvCall(atomic.commit(), CALL_DEADLINE_MS);
  }
  return parts;
}

/**
 * Reads the parts that a header names.
 *
 * @param store The store.
 * @param place Their key and what the header says.
 * @returns The content, or `null` when a newer version has replaced it: read the header again.
 * @throws {AppError} `store_unavailable` (503), or `record_invalid` (500) for a part that is none.
 */
export async function readParts(
  store: Store,
  { prefix, parts }: PartsPlace,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const records = keysOf(prefix, parts).map(({ key }) => ({ key, schema: partSchema }));
  const found = await store.read(records);
  const content = found.flatMap((part) => part ?? []);
  if (content.reduce((sum, part) => sum + part.length, 0) !== parts.bytes) return null;
  return new Uint8Array(await new Blob(content).arrayBuffer());
}

/**
 * Removes the parts of a version that no header names any more.
 *
 * @param store The store.
 * @param place Their key and what the replaced or deleted header said.
 * @throws {AppError} `store_unavailable` (503); asking again is safe.
 */
export async function removeParts(
  store: Store,
  { prefix, parts }: PartsPlace,
): Promise<void> {
  for (const keys of commitsOf(prefix, parts)) {
    const atomic = store.kv.atomic();
    for (const { key } of keys) atomic.delete(key);
    await kvCall(atomic.commit(), CALL_DEADLINE_MS);
  }
}

function keysOf(prefix: Deno.KvKey, { version, count }: Parts) {
  return Array.from({ length: count }, (_, index) => ({ key: [...prefix, version, index], index }));
}

function commitsOf(prefix: Deno.KvKey, parts: Parts) {
  const keys = keysOf(prefix, parts);
  return Array.from(
    { length: Math.ceil(keys.length / PARTS_A_COMMIT) },
    (_, commit) => keys.slice(commit * PARTS_A_COMMIT, (commit + 1) * PARTS_A_COMMIT),
  );
}
