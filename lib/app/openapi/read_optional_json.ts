import type { z } from "zod";
import { readJson } from "../read_json.ts";

/**
 * Reads a JSON body that may be left out where all its parts may be.
 *
 * @param req The request.
 * @param schema What the body may hold; it takes `{}`.
 * @returns The parsed body; without one, what the schema makes of `{}`.
 * @throws {AppError} As `readJson()`.
 */
export async function readOptionalJson<Schema extends z.ZodType>(
  req: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (req.headers.has("content-type")) return await readJson(req, schema);
  // Deno.serve gives every POST a body; one without bytes needs no type (RFC 9110, 8.3).
  const isEmpty = (await req.clone().bytes()).length === 0;
  return isEmpty ? schema.parse({}) : await readJson(req, schema);
}
