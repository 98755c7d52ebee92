import type { z } from "zod";
import { AppError, quoted } from "@/lib/base/mod.ts";

/** Where a record stands and what it must look like. */
export interface StoredRecord<T> {
  /** Its full key, made by its domain's `keys.ts`. */
  readonly key: Deno.KvKey;
  /** What a stored value must pass before anybody sees it. */
  readonly schema: z.ZodType<T>;
}

/** One record for each value of a tuple. */
export type StoredRecords<Values extends readonly unknown[]> = {
  readonly [Index in keyof Values]: StoredRecord<Values[Index]>;
};

/** The values of a tuple, each `null` when its record does not exist. */
export type Found<Values extends readonly unknown[]> = {
  readonly [Index in keyof Values]: Values[Index] | null;
};

/**
 * Parses what the database holds.
 *
 * @param entry What was read.
 * @param schema What it must look like.
 * @returns The value, or `null` when there is none.
 * @throws {AppError} `record_invalid` (500), as `parseStored()` says.
 */
export function parseEntry<T>(
  entry: Deno.KvEntryMaybe<unknown>,
  schema: z.ZodType<T>,
): T | null {
  if (entry.versionstamp === null) return null;
  return parseStored(entry.value, { key: entry.key, schema });
}

/**
 * Parses a stored value. The value itself stays out of the error: it may be private.
 *
 * @param value What was read.
 * @param record Where it stood and what it must look like.
 * @returns The value.
 * @throws {AppError} `record_invalid` (500) naming the kind of record and the fields at fault.
 */
export function parseStored<T>(value: unknown, { key, schema }: StoredRecord<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, code }) =>
    `${path.join(".") || "value"} (${code})`
  );
  throw new AppError(
    `Cannot read a record of ${quoted(String(key[0]))}: ${faults.join(", ")} did not have ` +
      "the expected form",
    {
      code: "record_invalid",
      status: 500,
      publicMessage:
        "A stored record cannot be read. The operators of this tool have to look at it.",
    },
  );
}
