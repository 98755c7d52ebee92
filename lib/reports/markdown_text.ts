import type { Cell, ReportDocument, ReportTable } from "./report_document.ts";

const SPECIAL = /[\\`*[\]<>|~&$@#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\/\/)|(?<=www)\./gi;

/**
 * Writes a report as Markdown (CommonMark, and the tables of GitHub's). Foreign text stays text: no
 * markup, link or mention comes of it.
 *
 * @param document The report, masked.
 * @returns The file's text.
 */
export function markdownText({ title, facts, main, summaries, outputs }: ReportDocument): string {
  return [
    `# ${escaped(title)}`,
    facts.map(([label, value]) => `- ${escaped(label)}: ${escaped(value)}`).join("\n"),
    ...[main, ...summaries].map(tableText),
    ...outputs.map((output) => `## ${escaped(output.title)}\n\n${fenced(output.text)}`),
  ].join("\n\n") + "\n";
}

function tableText({ title, columns, rows }: ReportTable): string {
  const lines = [columns, columns.map(() => "---"), ...rows.map((row) => row.map(escaped))];
  const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return `## ${escaped(title)}\n\n${rows.length === 0 ? "None." : table}`;
}

function escaped(cell: Cell): string {
  if (typeof cell !== "string") return String(cell ?? "");
  return cell.replaceAll(/\s+/g, " ").trim().replaceAll(SPECIAL, "\\$&");
}

/** A fence longer than any in the text: nothing inside ends it. */
function fenced(text: string): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text.replace(/\n$/, "")}\n${fence}`;
}
