import type { ChangeNumber, InstanceId } from "@/lib/base/mod.ts";
import { readCsvHeader } from "./csv_header.ts";
import { csvProblem, type InstanceRow, parseCsvRow } from "./parse_csv_row.ts";
import { readCsvRows } from "./read_csv_rows.ts";
import { isSamePlace } from "./same_instance.ts";
import type { ChangePreview, CsvDuplicate, CsvProblem } from "./view.ts";

type RowsById = Map<InstanceId, InstanceRow>;

/**
 * Reads a change file: changes of its good rows, everything that is wrong with the others, and the
 * rows that repeat a server and were merged. Nothing is repaired.
 *
 * @param bytes The CSV file, in UTF-8.
 * @returns What the file holds.
 * @throws {AppError} `csv_too_large` (413) over 5 MB, `csv_too_many_rows` (422) over 10,000 rows,
 * `csv_unreadable` (422) when the file is not UTF-8.
 */
export function previewCsv(bytes: Uint8Array): ChangePreview {
  const { rows: [header, ...rows], problems: unreadable } = readCsvRows(bytes);
  const { columns, problems: headerProblems } = readCsvHeader(header);
  if (headerProblems.length > 0) return { changes: [], problems: headerProblems, duplicates: [] };
  const parsed = rows.map((row) => parseCsvRow(row, { columns, width: header?.cells.length ?? 0 }));
  const merged = merge(parsed.filter((row) => "instance" in row));
  const problems = [...unreadable, ...parsed.flatMap(problemsOf), ...merged.problems];
  return { ...merged, problems: problems.sort((left, right) => left.line - right.line) };
}

function problemsOf(row: InstanceRow | readonly CsvProblem[]): readonly CsvProblem[] {
  return "instance" in row ? [] : row;
}

function merge(rows: readonly InstanceRow[]): ChangePreview {
  const changes = new Map<ChangeNumber, RowsById>();
  const duplicates: CsvDuplicate[] = [];
  const problems: CsvProblem[] = [];
  for (const row of rows) {
    const { line, number, instance } = row;
    const byId: RowsById = changes.get(number) ?? new Map();
    const first = byId.get(instance.instanceId);
    if (!first) changes.set(number, byId.set(instance.instanceId, row));
    else if (!isSamePlace(first.instance, instance)) problems.push(conflict(row, first));
    else duplicates.push({ line, instanceId: instance.instanceId });
  }
  const drafts = Array.from(changes, ([number, byId]) => ({
    number,
    instances: Array.from(byId.values(), ({ instance }) => instance),
  }));
  return { changes: drafts, problems, duplicates };
}

function conflict({ line, instance }: InstanceRow, first: InstanceRow): CsvProblem {
  const { account, region } = first.instance;
  return csvProblem(line, {
    column: "instance_id",
    value: instance.instanceId,
    message: `Cannot take instance "${instance.instanceId}" in account "${instance.account}" and ` +
      `region "${instance.region}": expected "${account}" and "${region}" as in line ${first.line}`,
  });
}
