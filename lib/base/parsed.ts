import { AppError } from "./app_error.ts";

/** The outcome of parsing text: the value, or a message fit for the user. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

/**
 * Takes the value out of a `Parsed`, where a refusal is a fault and not an outcome to handle.
 *
 * @param parsed The outcome of a parse function.
 * @returns The parsed value.
 * @throws {AppError} `invalid_value` (422) with the parser's message when it was refused.
 */
export function parsedOrThrow<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new AppError(parsed.message, {
    code: "invalid_value",
    status: 422,
    publicMessage: parsed.message,
  });
}
