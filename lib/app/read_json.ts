import type { z } from "zod";
import { AppError, type FieldError, fieldErrors, MIB } from "@/lib/base/mod.ts";

const MAX_BYTES = MIB;

/**
 * Reads the JSON body of a request. In the order of the contract: the type, the size, the form, the
 * meaning. Nothing of an invalid value comes back to its sender.
 *
 * @param req The request.
 * @param schema What the body has to be; a strict object, so that unknown fields are refused.
 * @returns What the schema made of it.
 * @throws {AppError} `unsupported_type` (415) unless it is `application/json`, `body_too_large`
 * (413) over 1 MiB, `unreadable_json` (400), `invalid_input` (422) with every invalid field.
 */
export async function readJson<Schema extends z.ZodType>(
  req: Request,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const types = ["application/json"];
  const parsed = schema.safeParse(await readUntyped(req, { types, maxBytes: MAX_BYTES }));
  if (parsed.success) return parsed.data;
  throw invalidInput(fieldErrors(parsed.error));
}

/**
 * Reads a JSON body of any meaning.
 *
 * @param req The request.
 * @param options The media types it may have, and how many bytes at most.
 * @returns What stands there.
 * @throws {AppError} `unsupported_type` (415), `body_too_large` (413), `unreadable_json` (400).
 */
export async function readUntyped(
  req: Request,
  { types, maxBytes }: { readonly types: readonly string[]; readonly maxBytes: number },
): Promise<unknown> {
  if (!types.includes(mediaType(req))) throw unsupportedType(types);
  return parsedText(await readText(req, { maxBytes }));
}

/**
 * Says of which type a body is.
 *
 * @param req The request.
 * @returns The media type in lower case without parameters; empty when none was sent.
 */
export function mediaType(req: Request): string {
  return req.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/**
 * Reads a body as text, and never more of it than allowed.
 *
 * @param req The request.
 * @param limits How many bytes at most.
 * @returns The text; empty without a body.
 * @throws {AppError} `body_too_large` (413), `unreadable_text` (400) when it is not UTF-8.
 */
export async function readText(
  req: Request,
  { maxBytes }: { readonly maxBytes: number },
): Promise<string> {
  if (Number(req.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  let text = "";
  try {
    for await (const chunk of req.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw unreadable("unreadable_text", cause);
  }
}

/**
 * Makes the error of a body of another type.
 *
 * @param types What the address takes.
 * @returns `unsupported_type` (415).
 */
export function unsupportedType(types: readonly string[]): AppError {
  const expected = types.join(" or ");
  return new AppError(`Cannot read the body: expected ${expected}`, {
    code: "unsupported_type",
    status: 415,
    publicMessage: `This address takes ${expected}.`,
  });
}

/**
 * Makes the error of an input that can be read and is not valid.
 *
 * @param errors Every invalid part.
 * @returns `invalid_input` (422).
 */
export function invalidInput(errors: readonly FieldError[]): AppError {
  return new AppError("Cannot use the input: it is not valid", {
    code: "invalid_input",
    status: 422,
    publicMessage: "The input is not valid.",
    errors,
  });
}

function parsedText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable("unreadable_json", cause);
  }
}

/**
 * Makes the error of a body that makes no sense.
 *
 * @param code A word in snake_case for what was expected.
 * @param cause What the parser threw, if it threw.
 * @returns The error (400).
 */
export function unreadable(code: string, cause?: unknown): AppError {
  const publicMessage = "The body cannot be read.";
  return new AppError("Cannot read the body", { code, status: 400, publicMessage, cause });
}

function tooLarge(maxBytes: number): AppError {
  return new AppError(`Cannot read a body: expected at most ${maxBytes} bytes`, {
    code: "body_too_large",
    status: 413,
    publicMessage: `The body is larger than ${maxBytes} bytes.`,
  });
}
