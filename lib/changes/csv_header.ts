import { quoted } from "@/lib/base/mod.ts";
import type { CsvRow } from "./read_csv_rows.ts";
import { type CsvColumn, type CsvProblem, HEADER_FAULT } from "./view.ts";

/** A column that a file may have. */
export type NamedColumn = Exclude<CsvColumn, "row">;

/** Which cell of a row belongs to which column. */
export type ColumnIndexes = ReadonlyMap<NamedColumn, number>;

const REQUIRED: readonly NamedColumn[] = ["change_number", "instance_id", "account_id", "region"];
const COLUMNS: readonly NamedColumn[] = [...REQUIRED, "platform", "name"];

/**
 * Finds the columns. Case, spaces and punctuation of a header's names do not count, and columns of
 * other names are passed over.
 *
 * @param header The first row, or `undefined` when the file is empty.
 * @returns The columns found, and a problem for each that is missing or there twice.
 */
export function readCsvHeader(header: CsvRow | undefined): {
  readonly columns: ColumnIndexes;
  readonly problems: readonly CsvProblem[];
} {
  const names = header?.cells.map(plain) ?? [];
  const problemOf = problemAt(header?.line ?? 1);
  const columns = new Map<NamedColumn, number>();
  const problems: CsvProblem[] = [];
  for (const column of COLUMNS) {
    const first = names.indexOf(plain(column));
    const last = names.lastIndexOf(plain(column));
    if (first !== -1) columns.set(column, first);
    else if (REQUIRED.includes(column)) problems.push(problemOf(column, "is missing"));
    if (first !== last) problems.push(problemOf(column, "is there twice"));
  }
  return { columns, problems };
}

function problemAt(line: number) {
  return (column: NamedColumn, fault: string): CsvProblem => ({
    line,
    column,
    value: "",
    message: `${HEADER_FAULT}: the column ${quoted(column)} ${fault}; expected it once`,
  });
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
