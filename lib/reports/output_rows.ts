import Anser from "anser";
import { colouredText } from "./plain_text.ts";
import { spanStyle } from "./span_style.ts";
import type { OutputRow, OutputSpan } from "./view.ts";

/** A longer row costs the browser more to lay out than a person can read in it. */
const MAX_ROW_CHARACTERS = 1_000;

/**
 * Makes rows of what a server printed: colours become classes, all else that a terminal would obey
 * is gone, and long lines go on in further rows so that a line of 1 MB is laid out piece by piece.
 *
 * @param output What the server printed.
 * @returns The rows; none for an empty output.
 */
export function outputRows(output: string): readonly OutputRow[] {
  const text = colouredText(output).replace(/\n$/, "");
  if (text === "") return [];
  const lines: OutputSpan[][] = [[]];
  for (const piece of Anser.ansiToJson(text, { use_classes: true, json: true })) {
    const style = spanStyle(piece);
    for (const [index, part] of piece.content.split("\n").entries()) {
      if (index > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ text: part, style });
    }
  }
  return lines.flatMap((spans, index) => rowsOf(spans, index + 1));
}

function rowsOf(spans: readonly OutputSpan[], number: number): readonly OutputRow[] {
  const rows: OutputSpan[][] = [[]];
  let room = MAX_ROW_CHARACTERS;
  for (const { text, style } of spans) {
    for (let start = 0; start < text.length;) {
      if (room === 0) {
        rows.push([]);
        room = MAX_ROW_CHARACTERS;
      }
      const piece = text.slice(start, start + room);
      rows.at(-1)?.push({ text: piece, style });
      start += piece.length;
      room -= piece.length;
    }
  }
  return rows.map((row, index) => ({ number: index === 0 ? number : null, spans: row }));
}
