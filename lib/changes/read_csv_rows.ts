import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { AppError, type AppErrorOptions, KIB, MIB } from "@/lib/base/mod.ts";
import type { CsvProblem } from "./view.ts";

/** The largest change file. */
const MAX_CSV_BYTES = 5 * MIB;

/** The most rows of a change file, its header not counted. */
const MAX_CSV_ROWS = 10_000;

/** So many rows that break lines inside cells are no change file; each costs csv-parse time. */
const MAX_CSV_LINES = 5 * MAX_CSV_ROWS;

/** A longer row is a quote that was never closed, or no change file. */
const MAX_ROW_CHARACTERS = 64 * KIB;

/** One row, its cells without white space around them. */
export interface CsvRow {
  /** The line in the file, from 1, at which the row begins. */
  readonly line: number;
  /** The cells in the order of the file. */
  readonly cells: readonly string[];
}

/** The rows of a file, the header first, and the rows that could not be read. */
export interface CsvRows {
  /** The readable rows. */
  readonly rows: readonly CsvRow[];
  /** What is wrong with the others. */
  readonly problems: readonly CsvProblem[];
}

/** What csv-parse gives with `info`. */
const parsedRecords = z.array(z.object({
  record: z.array(z.string()),
  info: z.object({ lines: z.int() }),
}));

/**
 * Reads the rows of a CSV file (RFC 4180; LF, CRLF and CR all end lines). Empty rows are left out.
 *
 * @param bytes The file, UTF-8 with or without a byte order mark.
 * @returns The rows, and a problem for each place where quotes are wrong.
 * @throws {AppError} `csv_too_large` (413) over 5 MB, `csv_too_many_rows` (422) over 10,000 rows,
 * `csv_unreadable` (422) when the file is not UTF-8.
 */
export function readCsvRows(bytes: Uint8Array): CsvRows {
  if (bytes.length > MAX_CSV_BYTES) {
    throw csvError("it has more than 5 MB", { code: "csv_too_large", status: 413 });
  }
  const text = decoded(bytes);
  assertAtMost(MAX_CSV_LINES, { unit: "lines", count: text.split("\n", MAX_CSV_LINES + 2).length });
  const problems: CsvProblem[] = [];
  let lastLine = 0;
  const records = parsedRecords.parse(parse(text, {
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    skip_records_with_error: true,
    max_record_size: MAX_ROW_CHARACTERS,
    on_record: (record, { lines }) => {
      lastLine = lines;
      return record;
    },
    on_skip: (error) => {
      if (error) problems.push(problemOf(error, lastLine));
      assertAtMost(MAX_CSV_ROWS + 1, { unit: "rows", count: problems.length });
    },
  }));
  assertAtMost(MAX_CSV_ROWS + 1, { unit: "rows", count: records.length + problems.length });
  return { rows: records.map(({ record, info }) => rowOf(record, info.lines)), problems };
}

function assertAtMost(
  limit: number,
  { unit, count }: { readonly unit: string; readonly count: number },
): void {
  if (count <= limit) return;
  throw csvError(`it has too many ${unit}; expected at most 10,000 rows`, {
    code: "csv_too_many_rows",
    status: 422,
  });
}

/** csv-parse counts CRLF inside quotes as two lines, so that lines end in LF before it counts. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch (cause) {
    const isUtf16 = /^(255,254|254,255)/.test(bytes.slice(0, 2).join());
    const reason = isUtf16 ? "it is UTF-16" : "it is not UTF-8 text";
    throw csvError(`${reason}; expected UTF-8, so save it as "CSV UTF-8"`, {
      code: "csv_unreadable",
      status: 422,
      cause,
    });
  }
}

/** csv-parse names the line at which a record ends. */
function rowOf(record: readonly string[], endLine: number): CsvRow {
  const lineBreaks = record.join("").split("\n").length - 1;
  return { line: endLine - lineBreaks, cells: record.map((cell) => cell.trim()) };
}

function problemOf({ code, lines }: CsvError, lastLine: number): CsvProblem {
  const isEndless = code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE";
  const message = isEndless
    ? "Cannot read on from here: a quote is opened and never closed, or the row is longer than 64 kB"
    : "Cannot read the row: a quote stands inside a cell; " +
      "expected quotes around the whole cell and doubled inside it";
  const line = isEndless ? lastLine + 1 : z.int().parse(lines);
  return { line, column: "row", value: "", message };
}

function csvError(
  reason: string,
  options: Pick<AppErrorOptions, "code" | "status" | "cause">,
): AppError {
  const message = `Cannot read the change file: ${reason}`;
  return new AppError(message, { ...options, publicMessage: message });
}
