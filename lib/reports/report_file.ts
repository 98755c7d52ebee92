import { csvText } from "./csv_text.ts";
import { htmlText } from "./html_text.tsx";
import { markdownText } from "./markdown_text.ts";
import { maskedDocument } from "./masked_document.ts";
import type { ReportDocument, ReportFile, ReportFormat } from "./report_document.ts";

interface Writer {
  readonly mediaType: string;
  readonly write: (document: ReportDocument) => string;
}

const WRITERS: Readonly<Record<ReportFormat, Writer>> = {
  md: { mediaType: "text/markdown; charset=utf-8", write: markdownText },
  csv: {
    mediaType: "text/csv; charset=utf-8",
    write: ({ main }) => csvText([main.columns, ...main.rows]),
  },
  html: { mediaType: "text/html; charset=utf-8", write: htmlText },
};

/**
 * Writes a report: secrets masked, and foreign text escaped for the format, here and nowhere else.
 *
 * @param document What the report says.
 * @param options The file's name without its ending, and the format.
 * @returns The file.
 */
export function reportFile(
  document: ReportDocument,
  { name, format }: { readonly name: string; readonly format: ReportFormat },
): ReportFile {
  const { document: masked, maskedSecrets } = maskedDocument(document);
  const { mediaType, write } = WRITERS[format];
  const note = ["Masked", `${maskedSecrets} ${maskedSecrets === 1 ? "value" : "values"}`] as const;
  const shown = maskedSecrets === 0 ? masked : { ...masked, facts: [...masked.facts, note] };
  return { fileName: `${name}.${format}`, mediaType, text: write(shown), maskedSecrets };
}
