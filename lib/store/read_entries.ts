import { kvCall } from "./kv_call.ts";
import { type Found, parseEntry, type StoredRecord, type StoredRecords } from "./stored_record.ts";

/** How many keys Deno KV takes in one `getMany()`. */
const MAX_KEYS_A_READ = 10;

/** Which database to ask, and how long it may take. */
export interface ReadContext {
  /** The database. */
  readonly kv: Deno.Kv;
  /** Ms left until the deadline. */
  readonly remainingMs: () => number;
}

/**
 * Reads records, in as many calls as Deno KV's limit asks for.
 *
 * @param records Where they stand.
 * @param context The database and the deadline.
 * @returns What it holds, in the order of the records.
 * @throws {AppError} `store_unavailable` (503) at the deadline or when the database fails.
 */
export async function readEntries(
  records: readonly StoredRecord<unknown>[],
  { kv, remainingMs }: ReadContext,
): Promise<readonly Deno.KvEntryMaybe<unknown>[]> {
  const groups = Array.from(
    { length: Math.ceil(records.length / MAX_KEYS_A_READ) },
    (_, group) => records.slice(group * MAX_KEYS_A_READ, (group + 1) * MAX_KEYS_A_READ),
  );
  const reads = groups.map((group) =>
    kvCall(kv.getMany<unknown[]>(group.map(({ key }) => key)), remainingMs())
  );
  return (await Promise.all(reads)).flat();
}

/**
 * Parses what was read for each record.
 *
 * @param records What each must look like.
 * @param entries What the database holds, in the same order.
 * @returns The values, `null` for a record that does not exist.
 * @throws {AppError} `record_invalid` (500) when a value has not the expected form.
 */
export function foundValues<Values extends readonly unknown[]>(
  records: StoredRecords<Values>,
  entries: readonly Deno.KvEntryMaybe<unknown>[],
): Found<Values> {
  const schemas: readonly StoredRecord<unknown>[] = records;
  const values = entries.map((entry, index) => {
    const record = schemas[index];
    return record ? parseEntry(entry, record.schema) : null;
  });
  // The compiler cannot follow a tuple through map(); each value passed its own schema.
  return values as unknown as Found<Values>;
}
