import { maskSecrets } from "@/lib/base/mod.ts";
import { markedText } from "./marked_text.ts";
import { plainText } from "./plain_text.ts";
import type { Cell, ReportDocument, ReportTable } from "./report_document.ts";

/**
 * Masks what looks like a secret in every text of a report, takes out what terminals obey, and
 * marks what is not seen.
 *
 * @param document The report.
 * @returns The report fit to leave the server, and how many values were masked.
 */
export function maskedDocument(
  document: ReportDocument,
): { readonly document: ReportDocument; readonly maskedSecrets: number } {
  let maskedSecrets = 0;
  const mask = (text: string): string => {
    const masked = maskSecrets(plainText(text));
    maskedSecrets += masked.count;
    return markedText(masked.text);
  };
  const maskCell = (cell: Cell): Cell => typeof cell === "string" ? mask(cell) : cell;
  const maskTable = (table: ReportTable): ReportTable => ({
    ...table,
    rows: table.rows.map((row) => row.map(maskCell)),
  });
  const masked = {
    ...document,
    facts: document.facts.map(([label, value]) => [label, maskCell(value)] as const),
    main: maskTable(document.main),
    summaries: document.summaries.map(maskTable),
    outputs: document.outputs.map(({ title, text }) => ({ title: mask(title), text: mask(text) })),
  };
  return { document: masked, maskedSecrets };
}
