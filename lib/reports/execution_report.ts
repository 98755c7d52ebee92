import { maskSecrets } from "@/lib/base/mod.ts";
import { type BatchView, TARGET_STATES, type TargetDetail } from "@/lib/execution/mod.ts";
import { failureGroups } from "./failure_groups.ts";
import { markedJson } from "./marked_text.ts";
import { plainText } from "./plain_text.ts";
import { plainWord, secondText } from "./plain_words.ts";
import type { Cell, ReportDocument, ReportFile, ReportFormat } from "./report_document.ts";
import { reportFile } from "./report_file.ts";
import { FAILURE_STATES } from "./view.ts";

const COLUMNS = [
  "Instance",
  "Name",
  "Account",
  "Region",
  "State",
  "Exit code",
  "Started",
  "Ended",
  "What it said",
];

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
  if (format === "csv") return reportFile(withOutputColumns(document, record), { name, format });
  return reportFile(format === "md" ? forTicket(document, record) : document, { name, format });
}

function documentOf({ batch, targets }: ExecutionRecord): ReportDocument {
  return {
    title: `${batch.scriptName}: execution ${batch.batchId}`,
    facts: [
      ["Script", batch.scriptId],
      ["Script version (SHA-256)", batch.scriptVersion],
      ["Change", batch.change ?? "none"],
      ["Started by", batch.actor],
      ["Started at", secondText(batch.createdAt)],
      ["Ended at", secondText(batch.endedAt) ?? "has not ended"],
      ["State", plainWord(batch.state)],
      ...batch.retryOf === null ? [] : [["Retry of", batch.retryOf] as const],
    ],
    summaries: [
      {
        title: "Targets by state",
        columns: ["State", "Targets"],
        rows: [
          ...TARGET_STATES.map((state) => [plainWord(state), batch.counts[state]] as const),
          ["total", batch.counts.total] as const,
        ].filter(([, count]) => count > 0),
      },
      {
        title: "Why they failed",
        columns: ["Targets", "State", "Cause"],
        rows: failureGroups(targets).map(({ instanceIds, state, cause }) => [
          instanceIds.length,
          plainWord(state),
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
          plainWord(state),
        ]),
      },
    ],
    main: {
      title: "Targets",
      columns: COLUMNS,
      rows: targets.map(rowOf),
    },
    outputs: targets.flatMap(outputsOf),
  };
}

function rowOf(target: TargetDetail): readonly Cell[] {
  const { instanceId, name, account, region, state, exitCode, startedAt, endedAt } = target;
  const times = [secondText(startedAt), secondText(endedAt)];
  return [instanceId, name, account, region, plainWord(state), exitCode, ...times, target.summary];
}

function outputsOf({ instanceId, name, stdout, stderr, truncated }: TargetDetail) {
  const cut = truncated ? ", cut by AWS" : "";
  return [["Output", stdout], ["Errors", stderr]]
    .filter(([, text]) => text !== "")
    .map(([kind, text = ""]) => ({ title: `${kind} of ${instanceId} ${name}${cut}`, text }));
}

/** Nobody reads 300 outputs in a ticket: those of who failed say what is to be done. */
function forTicket(document: ReportDocument, { targets }: ExecutionRecord): ReportDocument {
  const failed = targets.filter(({ state }) => FAILURE_STATES.includes(state));
  const note = ["Outputs", "of failed targets only; the HTML and JSON reports have all"] as const;
  return { ...document, facts: [...document.facts, note], outputs: failed.flatMap(outputsOf) };
}

function withOutputColumns(
  document: ReportDocument,
  { targets }: ExecutionRecord,
): ReportDocument {
  const { main } = document;
  const columns = [...main.columns, "Cut by AWS", "Output", "Errors"];
  const rows = targets.map((target) => [
    ...rowOf(target),
    target.truncated ? "yes" : "no",
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
    text: `${markedJson(body)}\n`,
    maskedSecrets,
  };
}
