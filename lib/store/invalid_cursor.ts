import { AppError, quoted } from "@/lib/base/mod.ts";

/**
 * Makes the error for a cursor that no page of a list has given; as a key it might also be too long.
 *
 * @param cursor What was asked for; foreign text.
 * @returns `invalid_cursor` (422).
 */
export function invalidCursor(cursor: string): AppError {
  const expected = "expected the `nextCursor` of the page before";
  return new AppError(`Cannot read the cursor ${quoted(cursor)}: ${expected}`, {
    code: "invalid_cursor",
    status: 422,
    publicMessage: "The page that was asked for is not one of this list.",
    errors: [{ path: "cursor", message: expected }],
  });
}
