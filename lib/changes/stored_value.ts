import type { z } from "zod";
import { AppError } from "@/lib/base/mod.ts";

/**
 * Parses what the store gave.
 *
 * @param value The stored value.
 * @param schema What it must look like.
 * @returns The value.
 * @throws {AppError} `record_invalid` (500) when it has not the expected form.
 */
export function storedValue<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError("Cannot read a stored change: it has not the expected form", {
    code: "record_invalid",
    status: 500,
    publicMessage: "A stored change cannot be read. The operators of this tool have to look at it.",
    cause: parsed.error,
  });
}
