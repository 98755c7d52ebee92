const MAX_QUOTED_CHARACTERS = 100;

/**
 * Quotes a foreign value for a message: control characters escaped, long values shortened.
 *
 * @param text The value; never a secret.
 * @returns The value in double quotes, at most its first 100 characters.
 */
export function quoted(text: string): string {
  const shown = text.length > MAX_QUOTED_CHARACTERS
    ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…`
    : text;
  return JSON.stringify(shown);
}
