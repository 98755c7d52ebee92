/** A cell of a table; `null` is empty. */
export type Cell = string | number | null;

/** A table of a report. */
export interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a report says, before it is written as Markdown, CSV or HTML. Its texts are foreign. */
export interface ReportDocument {
  readonly title: string;
  /** What is true of the whole, label and value. */
  readonly facts: readonly (readonly [string, Cell])[];
  /** One row a server: all that CSV has. */
  readonly main: ReportTable;
  /** What Markdown and HTML show beside it. */
  readonly summaries: readonly ReportTable[];
  /** What servers printed; only where the table does not have it. */
  readonly outputs: readonly { readonly title: string; readonly text: string }[];
}

/** A report as a file. */
export interface ReportFile {
  /** What it is called when it is saved. */
  readonly fileName: string;
  /** With its charset. */
  readonly mediaType: string;
  /** Its content. */
  readonly text: string;
  /** How many values were masked because they look like secrets. */
  readonly maskedSecrets: number;
}

/** How a report may be written. */
export type ReportFormat = "md" | "csv" | "html";
