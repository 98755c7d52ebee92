import {
  type ChangeNumber,
  parseChangeNumber as parseForm,
  type Parsed,
  quoted,
} from "@/lib/base/mod.ts";

/** What stands where a change's number would in the addresses of the API. */
const OWN_ADDRESSES: readonly string[] = ["preview", "import", "compare"];

/**
 * Parses the number that a change is made or looked for with.
 *
 * @param text The number as it was given.
 * @returns The change number, or why it was refused: its form, or because the change could not be
 * reached under an address that is taken.
 */
export function parseChangeNumber(text: string): Parsed<ChangeNumber> {
  if (!OWN_ADDRESSES.includes(text.toLowerCase())) return parseForm(text);
  return {
    ok: false,
    message: `Cannot parse change number ${quoted(text)}: expected another word than "preview", ` +
      `"import" and "compare", which are addresses of this application`,
  };
}
