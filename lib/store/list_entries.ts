import type { z } from "zod";
import { kvCall } from "./kv_call.ts";
import { parseEntry } from "./stored_record.ts";

/** Which records to list. */
export interface ListRange<T> {
  /** What their keys begin with. */
  readonly prefix: Deno.KvKey;
  /** What each must look like. */
  readonly schema: z.ZodType<T>;
  /** Only those behind this one: what its key has after the prefix, as the page before told. */
  readonly after?: Deno.KvKey | undefined;
  /** At most so many; all when not given. */
  readonly limit?: number | undefined;
  /** From the last to the first. */
  readonly reverse?: boolean | undefined;
}

/** A record and its key. */
export interface Listed<T> {
  /** The full key. */
  readonly key: Deno.KvKey;
  /** What it holds. */
  readonly value: T;
}

/** Which database to ask, and how long each of its answers may take. */
export interface ListContext {
  /** The database. */
  readonly kv: Deno.Kv;
  /** In ms. */
  readonly deadlineMs: number;
}

/** The first key of all that begin with another one: nothing sorts before an empty byte array. */
const FIRST = new Uint8Array();

/**
 * Reads records in the order of their keys, in batches while they are asked for.
 *
 * @param range Which records.
 * @param context The database and the deadline of each answer.
 * @returns The records.
 * @throws {AppError} `store_unavailable` (503) at the deadline or when the database fails,
 * `record_invalid` (500) when a value has not the expected form.
 */
export async function* listEntries<T>(
  { prefix, schema, after, limit, reverse = false }: ListRange<T>,
  { kv, deadlineMs }: ListContext,
): AsyncGenerator<Listed<T>, void> {
  // Deno KV refuses this limit.
  if (limit === 0) return;
  const bound = after && [...prefix, ...after];
  const selector = !bound
    ? { prefix }
    : reverse
    ? { prefix, end: bound }
    : { prefix, start: [...bound, FIRST] };
  const options = { reverse, ...(limit === undefined ? {} : { limit }) };
  const entries = kv.list<unknown>(selector, options);
  for (;;) {
    const next = await kvCall(entries.next(), deadlineMs);
    if (next.done) return;
    const value = parseEntry(next.value, schema);
    if (value !== null) yield { key: next.value.key, value };
  }
}
