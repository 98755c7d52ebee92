import type { z } from "zod";
import { fieldErrors, fieldName } from "@/lib/base/mod.ts";
import { invalidInput } from "../read_json.ts";

/**
 * Reads the query of a request. A parameter without a value counts as absent, as a form sends it;
 * a name that the schema does not have, or one given twice, is refused rather than passed over.
 *
 * @param url The address.
 * @param schema What the query may hold.
 * @returns The parsed values.
 * @throws {AppError} `invalid_input` (422) with every invalid parameter.
 */
export function readQuery<Schema extends z.ZodObject>(
  { searchParams }: URL,
  schema: Schema,
): z.output<Schema> {
  const given = [...searchParams].filter(([, value]) => value !== "");
  const names = given.map(([name]) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  const parsed = schema.safeParse(Object.fromEntries(given));
  const errors = [
    ...Array.from(repeated, (name) => ({ path: fieldName(name), message: "expected it once" })),
    ...parsed.success ? [] : fieldErrors(parsed.error),
  ];
  if (parsed.success && errors.length === 0) return parsed.data;
  throw invalidInput(errors);
}
