import type { ChangeNumber } from "@/lib/base/mod.ts";
import { previewCsv } from "./preview_csv.ts";
import type { ChangePreview } from "./view.ts";

const HEADER = "change_number,instance_id,account_id,region,platform,name";
/** A line needs only the first three of its five cells. */
const COMMAS_A_LINE = 4;

/** A change as a form gives it. */
export interface TypedChange {
  /** The change. */
  readonly number: ChangeNumber;
  /** What it is about; a stored change keeps its own where this is empty. */
  readonly description: string;
  /** One server a line: instance id, account, region, and if wanted platform and name. */
  readonly lines: string;
}

/**
 * Reads a change that was typed in, by the same rules as a file.
 *
 * @param typed The change; lines are counted from 1 in what was typed.
 * @returns What it holds.
 * @throws {AppError} `csv_too_large` (413) over 5 MB, `csv_too_many_rows` (422) over 10,000 lines.
 */
export function previewTyped({ number, description, lines }: TypedChange): ChangePreview {
  const rows = lines.split(/\r\n?|\n/).map((line) => line.trim() && `${number},${padded(line)}`);
  const { changes, problems, duplicates } = previewCsv(
    new TextEncoder().encode([HEADER, ...rows].join("\n")),
  );
  const asTyped = <Place extends { readonly line: number }>(place: Place): Place => ({
    ...place,
    line: place.line - 1,
  });
  return {
    changes: changes.map((change) => ({ ...change, ...description && { description } })),
    problems: problems.map(asTyped),
    duplicates: duplicates.map(asTyped),
  };
}

/** Quotes may hold commas: such a line is taken as it is. */
function padded(line: string): string {
  if (line.includes('"')) return line;
  return line + ",".repeat(Math.max(0, COMMAS_A_LINE - (line.split(",").length - 1)));
}
