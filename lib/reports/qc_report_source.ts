import type { Change, ChangeInstance } from "@/lib/changes/mod.ts";
import type { FinalOutput, PatchStep, QcView } from "@/lib/patching/mod.ts";
import { plainWord, secondText } from "./plain_words.ts";
import type { Cell, ReportDocument } from "./report_document.ts";

/** What a report of a change is made of. */
export interface QcReportSource {
  /** The change with all its instances. */
  readonly change: Change;
  /** How far its patching is. */
  readonly qc: QcView;
  /** What step 3 printed; only the final report needs it. */
  readonly outputs?: readonly FinalOutput[];
}

/** The columns by which a row is known. */
export const PLACE_COLUMNS = ["Instance", "Name", "Account", "Region"];

/**
 * Writes the cells by which a row is known.
 *
 * @param instance The server.
 * @returns One cell for each of `PLACE_COLUMNS`.
 */
export function placeCells(
  { instanceId, name, account, region }: ChangeInstance,
): readonly Cell[] {
  return [instanceId, name, account, region];
}

/** How a server came out of a step. */
export interface StepVerdict<Report> {
  /** A word for it. */
  readonly word: string;
  /** Why it did not pass. */
  readonly reasons: readonly string[];
  /** What it printed. */
  readonly report: Report | undefined;
}

/**
 * Finds how each server came out of a step.
 *
 * @param step The step; `null` before its first run.
 * @returns The verdict by the id of a server; of one that nothing is known of, that it has not run.
 */
export function stepVerdicts<Report>(
  step: PatchStep<Report> | null,
): (instanceId: string) => StepVerdict<Report> {
  const unjudged = (word: string) => ({ word, reasons: [], report: undefined });
  const verdicts = new Map<string, StepVerdict<Report>>([
    ...step?.passed.map((report) =>
      [report.instanceId, { word: "passed", reasons: [], report }] as const
    ) ?? [],
    ...step?.failed.map(({ instanceId, reasons, report }) =>
      [instanceId, { word: "failed", reasons, report }] as const
    ) ?? [],
    ...step?.underWay.map(({ instanceId }) => [instanceId, unjudged("not ended")] as const) ?? [],
  ]);
  return (instanceId) => verdicts.get(instanceId) ?? unjudged("not run");
}

/**
 * Says what is true of a step as a whole.
 *
 * @param title The step's name.
 * @param step The step; `null` before its first run.
 * @returns Label and value.
 */
export function stepFacts(
  title: string,
  step: PatchStep<unknown> | null,
): ReportDocument["facts"] {
  if (!step) return [[title, "has not run"]];
  const { batchId, scriptVersion, state, at, passed, failed, pending, underWay } = step;
  return [
    [title, `${plainWord(state)}, ${secondText(at)}`],
    [`${title}, execution`, batchId],
    [`${title}, script version (SHA-256)`, scriptVersion],
    [`${title}, passed`, passed.length],
    [`${title}, failed`, failed.length],
    [`${title}, not ended`, underWay.length],
    [`${title}, not run`, pending.length - underWay.length],
  ];
}

/**
 * Says which change a report is about.
 *
 * @param change The change.
 * @returns Label and value.
 */
export function changeFacts({ description, instanceCount }: Change): ReportDocument["facts"] {
  return [["Description", description || "none"], ["Instances", instanceCount]];
}
