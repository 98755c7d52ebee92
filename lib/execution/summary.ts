import { stripVTControlCharacters } from "node:util";

const MAX_CHARACTERS = 200;
/** Operating system commands, such as links and window titles (ECMA-48, OSC), with their text. */
const OSC = /[^\P{Cc}\r\n\t]\][^\p{Cc}]*(?:[^\P{Cc}\r\n\t]\\?)?/gu;
const CUT_MARK = /^---(?:Output|Error) truncated-+$/;

/**
 * Takes the last line of an output that says something, for a table.
 *
 * @param output What a script printed; foreign text.
 * @returns The line without escape sequences, at most 200 characters; empty when there is none.
 */
export function lastLine(output: string): string {
  const lines = stripVTControlCharacters(output.replace(OSC, "")).split(/[\r\n]+/);
  const line = lines.map((each) => each.replace(/\p{Cc}+/gu, " ").trim())
    .findLast((each) => /[\p{L}\p{N}]/u.test(each) && !CUT_MARK.test(each));
  return shortened(line ?? "");
}

/**
 * Cuts a text for a table.
 *
 * @param text One line.
 * @returns At most 200 characters, with an ellipsis where something is missing.
 */
export function shortened(text: string): string {
  const wellFormed = text.toWellFormed();
  if (wellFormed.length <= MAX_CHARACTERS) return wellFormed;
  return `${wellFormed.slice(0, MAX_CHARACTERS - 1).toWellFormed()}…`;
}
