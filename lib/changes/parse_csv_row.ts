import {
  type ChangeNumber,
  parseAccountId,
  type Parsed,
  parseInstanceId,
  parseRegion,
  partitionOf,
} from "@/lib/base/mod.ts";
import type { ColumnIndexes, NamedColumn } from "./csv_header.ts";
import { parseName, parsePlatform } from "./parse_cells.ts";
import { parseChangeNumber } from "./parse_change_number.ts";
import type { CsvRow } from "./read_csv_rows.ts";
import type { ChangeInstance, CsvColumn, CsvProblem } from "./view.ts";

const MAX_VALUE_CHARACTERS = 100;

/** A good row. */
export interface InstanceRow {
  /** The line in the file, from 1. */
  readonly line: number;
  /** The change it belongs to. */
  readonly number: ChangeNumber;
  /** The server it names. */
  readonly instance: ChangeInstance;
}

/**
 * Parses one row below the header.
 *
 * @param row The row.
 * @param header The columns, and how many cells the header has.
 * @returns The server and its change, or everything that is wrong with the row.
 */
export function parseCsvRow(
  { line, cells }: CsvRow,
  { columns, width }: { readonly columns: ColumnIndexes; readonly width: number },
): InstanceRow | readonly CsvProblem[] {
  if (cells.length !== width) {
    const message = `Cannot read the row: it has ${cells.length} cells, ` +
      `expected ${width} as the header has`;
    return [csvProblem(line, { column: "row", value: cells.join(","), message })];
  }
  const problems: CsvProblem[] = [];
  const read = <T>(column: NamedColumn, parse: (text: string) => Parsed<T>): T | undefined => {
    const value = cells[columns.get(column) ?? -1] ?? "";
    const parsed = parse(value);
    if (parsed.ok) return parsed.value;
    problems.push(csvProblem(line, { column, value, message: parsed.message }));
    return undefined;
  };
  const number = read("change_number", parseChangeNumber);
  const instanceId = read("instance_id", parseInstanceId);
  const account = read("account_id", parseAccountId);
  const region = read("region", parseRegion);
  const platform = read("platform", parsePlatform);
  const name = read("name", parseName);
  const isWhole = number && instanceId && account && region && platform && name !== undefined;
  if (!isWhole) return problems;
  const partition = partitionOf(region);
  return { line, number, instance: { instanceId, account, region, partition, platform, name } };
}

/**
 * Makes a problem whose value is short enough to show.
 *
 * @param line The line in the file, from 1.
 * @param fault The column, the value of any length, and the message.
 * @returns The problem.
 */
export function csvProblem(
  line: number,
  { column, value, message }: {
    readonly column: CsvColumn;
    readonly value: string;
    readonly message: string;
  },
): CsvProblem {
  return { line, column, value: value.slice(0, MAX_VALUE_CHARACTERS), message };
}
