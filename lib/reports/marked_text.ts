/** Characters that are not seen, or that turn the order of those around them (Unicode TR 36). */
const UNSEEN = /[\p{Cf}\u115F\u1160\u2028\u2029\u3164\uFFA0\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}]/gu;

/**
 * Shows the characters that deceive the eye, as pages do: a ticket's text is not turned by them.
 *
 * @param text Foreign text without controls.
 * @returns The text with such a character as `⟨U+202E⟩`.
 */
export function markedText(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    return `⟨U+${code}⟩`;
  });
}

/**
 * Escapes the same characters in JSON: programs read what was there, people see that it was.
 *
 * @param json JSON of any value.
 * @returns JSON of the same value.
 */
export function markedJson(json: string): string {
  return json.replace(
    UNSEEN,
    (character) =>
      character.split("").map((unit) =>
        `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`
      ).join(""),
  );
}
