import type { z } from "zod";
import { fieldErrors, MIB } from "@/lib/base/mod.ts";
import { invalidInput, readUntyped } from "../read_json.ts";

/** 10,000 servers with their names; a change file may have as much. */
const MAX_BYTES = 5 * MIB;

/**
 * Reads a JSON body that may list as many servers as a change has.
 *
 * @param req The request.
 * @param schema What the body has to be.
 * @returns What the schema made of it.
 * @throws {AppError} As `readJson()`, but 413 only over 5 MiB.
 */
export async function readLargeJson<Schema extends z.ZodType>(
  req: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body = await readUntyped(req, { types: ["application/json"], maxBytes: MAX_BYTES });
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw invalidInput(fieldErrors(parsed.error));
}
