import { maskSecrets } from "@/lib/base/mod.ts";
import type { BatchView, TargetDetail } from "@/lib/execution/mod.ts";
import { failureGroups } from "./failure_groups.ts";
import { plainText } from "./plain_text.ts";
import type { ReportDocument, ReportFile, ReportFormat } from "./report_document.ts";
import { reportFile } from "./report_file.ts";

const COLUMNS = [
  "instanceId",
  "name",
  "account",
  "region",
  "state",
  "exitCode",
  "startedAt",
  "endedAt",
  "summary",
] as const;

/** A batch with all its targets. */
export interface ExecutionRecord {
  /** The batch. */
  readonly batch: BatchView;
  /** Its targets with their outputs, in the order of the report. */
  readonly targets: readonly TargetDetail[];
}

/**
 * Writes the report of a batch: who ran what, when and where, and what every target printed.
 *
 * @param record The batch and its targets.
 * @param format The format.
 * @returns The file, named by the batch; secrets are masked.
 */
export function executionReport(
  record: ExecutionRecord,
  format: ReportFormat | "json",
): ReportFile {
  const name = `execution-${record.batch.batchId}`;
  if (format === "json") return jsonReport(record, name);
  const document = documentOf(record);
  return reportFile(format === "csv" ? withOutputColumns(document, record) : document, {
    name,
    format,
  });
}

function documentOf({ batch, targets }: ExecutionRecord): ReportDocument {
  return {
    title: `${batch.scriptName}: execution ${batch.batchId}`,
    facts: [
      ["Script", batch.scriptId],
      ["Script version (SHA-256)", batch.scriptVersion],
      ["Change", batch.change ?? "none"],
      ["Started by", batch.actor],
      ["Started at", batch.createdAt],
      ["Ended at", batch.endedAt ?? "has not ended"],
      ["State", batch.state],
      ...batch.retryOf === null ? [] : [["Retry of", batch.retryOf] as const],
    ],
    summaries: [
      {
        title: "Targets by state",
        columns: ["State", "Targets"],
        rows: Object.entries(batch.counts).filter(([, count]) => count > 0),
      },
      {
        title: "Why they failed",
        columns: ["Targets", "State", "Cause"],
        rows: failureGroups(targets).map(({ instanceIds, state, cause }) => [
          instanceIds.length,
          state,
          cause,
        ]),
      },
      {
        title: "Commands",
        columns: ["Account", "Region", "Command", "State"],
        rows: batch.commands.map(({ account, region, commandId, state }) => [
          account,
          region,
          commandId,
          state,
        ]),
      },
    ],
    main: {
      title: "Targets",
      columns: COLUMNS,
      rows: targets.map((target) => COLUMNS.map((column) => target[column])),
    },
    outputs: targets.flatMap(outputsOf),
  };
}

function outputsOf({ instanceId, name, stdout, stderr, truncated }: TargetDetail) {
  const cut = truncated ? ", cut by AWS" : "";
  return [["Output", stdout], ["Errors", stderr]]
    .filter(([, text]) => text !== "")
    .map(([kind, text = ""]) => ({ title: `${kind} of ${instanceId} ${name}${cut}`, text }));
}

function withOutputColumns(
  document: ReportDocument,
  { targets }: ExecutionRecord,
): ReportDocument {
  const { main } = document;
  const columns = [...main.columns, "truncated", "stdout", "stderr"];
  const rows = targets.map((target) => [
    ...COLUMNS.map((column) => target[column]),
    String(target.truncated),
    target.stdout,
    target.stderr,
  ]);
  return { ...document, main: { ...main, columns, rows }, outputs: [] };
}

function jsonReport({ batch, targets }: ExecutionRecord, name: string): ReportFile {
  let maskedSecrets = 0;
  const masked = (_key: string, value: unknown): unknown => {
    if (typeof value !== "string") return value;
    const { text, count } = maskSecrets(plainText(value));
    maskedSecrets += count;
    return text;
  };
  const body = JSON.stringify({ ...batch, targets }, masked, 2);
  return {
    fileName: `${name}.json`,
    mediaType: "application/json",
    text: `${body}\n`,
    maskedSecrets,
  };
}
