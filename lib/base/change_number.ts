import type { Parsed } from "./parsed.ts";
import { quoted } from "./quoted.ts";

/** A change's number in the ticket system: it names records, and directories on servers. */
export type ChangeNumber = string & { readonly brand: "ChangeNumber" };

/** What a change number looks like; nothing in it means anything to a shell or a path. */
export const CHANGE_NUMBER = /^[A-Za-z0-9][A-Za-z0-9_-]{2,39}$/;

/**
 * Tells whether a value has the form of a change number.
 *
 * @param value Anything.
 * @returns `true` for 3 to 40 letters, digits, `_` or `-`, the first a letter or digit.
 */
export function isChangeNumber(value: unknown): value is ChangeNumber {
  return typeof value === "string" && CHANGE_NUMBER.test(value);
}

/**
 * Parses a change number.
 *
 * @param text The number as it was given.
 * @returns The change number, or why it was refused.
 */
export function parseChangeNumber(text: string): Parsed<ChangeNumber> {
  if (isChangeNumber(text)) return { ok: true, value: text };
  return {
    ok: false,
    message: `Cannot parse change number ${quoted(text)}: expected 3 to 40 letters, digits, ` +
      `"_" or "-", beginning with a letter or digit, such as "CHG0031001"`,
  };
}
