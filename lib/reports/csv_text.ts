import { stringify } from "csv-stringify/sync";
import type { Cell } from "./report_document.ts";

/** What spreadsheets take for a formula, full-width forms too; white space before it is no shield. */
const FORMULA = /^(?:\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])/;

/**
 * Writes CSV (RFC 4180): CRLF, quotes where needed. A text that a spreadsheet would run gets a
 * leading `'` (ASVS 5.0, 1.2.10).
 *
 * @param rows The rows, the heading first; texts are foreign.
 * @returns The file's text.
 */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) =>
    row.map((cell) => typeof cell === "string" && FORMULA.test(cell) ? `'${cell}` : cell)
  );
  // Some spreadsheets cut cells at tabs and semicolons too, unless they are quoted.
  return stringify(cells, { record_delimiter: "\r\n", quoted_match: /[;\t\r\n']/ });
}
