import type { Parsed } from "./parsed.ts";
import { quoted } from "./quoted.ts";

/** An AWS account id: 12 digits, leading zeros kept (AWS Account Management reference). */
export type AccountId = string & { readonly brand: "AccountId" };

const DIGITS = 12;
const WITHOUT_LEADING_ZEROS = /^\d{9,11}$/;
const SCIENTIFIC_NOTATION = /^\d(?:[.,]\d+)?E\+?\d{1,2}$/i;

/**
 * Tells whether a value has the form of an AWS account id.
 *
 * @param value Anything.
 * @returns `true` for a string of exactly 12 digits.
 */
export function isAccountId(value: unknown): value is AccountId {
  return typeof value === "string" && /^\d{12}$/.test(value);
}

/**
 * Parses an AWS account id. A form spoiled by a spreadsheet is explained, never repaired.
 *
 * @param text The id as it was given.
 * @returns The account id, or why it was refused.
 */
export function parseAccountId(text: string): Parsed<AccountId> {
  if (isAccountId(text)) return { ok: true, value: text };
  const message = `Cannot parse account id ${quoted(text)}: expected 12 digits`;
  return { ok: false, message: message + explanation(text) };
}

function explanation(text: string): string {
  if (WITHOUT_LEADING_ZEROS.test(text)) {
    const likely = quoted(text.padStart(DIGITS, "0"));
    return `; a spreadsheet may have dropped leading zeros of ${likely}`;
  }
  if (SCIENTIFIC_NOTATION.test(text)) {
    return "; a spreadsheet rounded it, so export the column again formatted as text";
  }
  return "";
}
