import { AppError, type ChangeNumber } from "@/lib/base/mod.ts";
import type { Change, ChangeInstance } from "@/lib/changes/mod.ts";
import type { QcFailed, QcPassed, QcStep, QcView } from "@/lib/patching/mod.ts";
import type { KernelGroup, QcReport } from "@/lib/qc/mod.ts";
import { plainWord, secondText } from "./plain_words.ts";
import type { Cell, ReportDocument, ReportFile, ReportFormat } from "./report_document.ts";
import { reportFile } from "./report_file.ts";

/** The reports of a change. */
export const QC_REPORT_KINDS = ["full", "final", "post"] as const;

/** Which report of a change. */
export type QcReportKind = typeof QC_REPORT_KINDS[number];

/** What a report of a change is made of. */
export interface QcReportSource {
  /** The change with all its instances. */
  readonly change: Change;
  /** How far its patching is. */
  readonly qc: QcView;
}

const COLUMNS = [
  "Instance",
  "Name",
  "Account",
  "Region",
  "Verdict",
  "Reasons",
  "Running kernel",
  "Kernel group",
  "Available kernels",
  "CrowdStrike",
  "CrowdStrike version",
  "Repositories",
  "Disk space",
  "Running since",
];

/**
 * Writes a report of a change's patching; every instance of the change is in it, each with a
 * verdict, and one that was never checked says so.
 *
 * @param source The change and how far it is.
 * @param options Which report, and in which format.
 * @returns The file, named by the change; secrets are masked.
 * @throws {AppError} `report_not_ready` (404) when the step that it reports has not run.
 */
export function qcReport(
  source: QcReportSource,
  { kind, format }: { readonly kind: QcReportKind; readonly format: ReportFormat },
): ReportFile {
  const { number } = source.change;
  if (kind === "final" && source.qc.step3 === null) throw notReady(number, "Step 3 has not run");
  if (kind === "post" && source.qc.post === null) {
    throw notReady(number, "Validation after patching has not run");
  }
  return reportFile(documentOf(source), { name: `${number}-${kind}-report`, format });
}

function notReady(number: ChangeNumber, reason: string): AppError {
  const publicMessage = `${reason} for the change ${number}, so there is no such report yet.`;
  return new AppError(publicMessage, { code: "report_not_ready", status: 404, publicMessage });
}

function documentOf({ change, qc: { step1, kernelGroups } }: QcReportSource): ReportDocument {
  return {
    title: `QC report of ${change.number}`,
    facts: [
      ["Description", change.description || "none"],
      ["Instances", change.instanceCount],
      ["Step 1", step1 ? `${plainWord(step1.state)}, ${secondText(step1.at)}` : "has not run"],
      ...step1 ? stepFacts(step1) : [],
    ],
    summaries: [{
      title: "Kernel groups",
      columns: ["Group", "Instances", "Available kernels, newest first"],
      rows: kernelGroups.map(({ name, instances, availableKernels }) => [
        name,
        instances.length,
        availableKernels.join(", "),
      ]),
    }],
    main: { title: "Instances", columns: COLUMNS, rows: rowsOf({ change, step1, kernelGroups }) },
    outputs: [],
  };
}

function stepFacts(
  { batchId, scriptVersion, passed, failed, pending, underWay }: QcStep,
): ReportDocument["facts"] {
  return [
    ["Execution", batchId],
    ["Script version (SHA-256)", scriptVersion],
    ["Passed", passed.length],
    ["Failed", failed.length],
    ["Not ended", underWay.length],
    ["Not run", pending.length - underWay.length],
  ];
}

interface Verdict {
  readonly word: string;
  readonly reasons: readonly string[];
  readonly report: QcReport | undefined;
}

function rowsOf(
  { change, step1, kernelGroups }: {
    readonly change: Change;
    readonly step1: QcStep | null;
    readonly kernelGroups: readonly KernelGroup[];
  },
): readonly (readonly Cell[])[] {
  const verdicts = new Map<string, Verdict>([
    ...step1?.passed.map(passedEntry) ?? [],
    ...step1?.failed.map(failedEntry) ?? [],
    ...step1?.underWay.map((each) => [each.instanceId, unjudged("not ended")] as const) ?? [],
  ]);
  const groups = new Map(
    kernelGroups.flatMap(({ name, instances }) => instances.map((id) => [id, name] as const)),
  );
  return change.instances.map((instance) =>
    rowOf(instance, {
      verdict: verdicts.get(instance.instanceId) ?? unjudged("not checked"),
      group: groups.get(instance.instanceId) ?? null,
    })
  );
}

function passedEntry(passed: QcPassed): readonly [string, Verdict] {
  return [passed.instanceId, { word: "passed", reasons: [], report: passed }];
}

function failedEntry({ instanceId, reasons, report }: QcFailed): readonly [string, Verdict] {
  return [instanceId, { word: "failed", reasons, report }];
}

function unjudged(word: string): Verdict {
  return { word, reasons: [], report: undefined };
}

function rowOf(
  { instanceId, name, account, region }: ChangeInstance,
  { verdict: { word, reasons, report }, group }: {
    readonly verdict: Verdict;
    readonly group: string | null;
  },
): readonly Cell[] {
  return [
    instanceId,
    name,
    account,
    region,
    word,
    reasons.join("; "),
    report?.currentKernel ?? null,
    group,
    report?.availableKernels.join(", ") ?? null,
    report?.crowdstrikeRunning ?? null,
    report?.crowdstrikeVersion ?? null,
    report?.repositories ?? null,
    report?.diskSpace ?? null,
    report?.runningSince ?? null,
  ];
}
