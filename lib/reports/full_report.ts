import type { ChangeInstance } from "@/lib/changes/mod.ts";
import type { Cell, ReportDocument } from "./report_document.ts";
import {
  changeFacts,
  PLACE_COLUMNS,
  placeCells,
  type QcReportSource,
  stepFacts,
  stepVerdicts,
} from "./qc_report_source.ts";

const COLUMNS = [
  ...PLACE_COLUMNS,
  "Step 1",
  "Reasons of step 1",
  "Running kernel",
  "Kernel group",
  "Available kernels",
  "CrowdStrike",
  "CrowdStrike version",
  "Repositories",
  "Disk space",
  "Running since",
  "Step 2",
  "Staged kernel",
  "Reasons of step 2",
  "Step 3",
  "Reasons of step 3",
];

/**
 * Writes the report of all steps before patching.
 *
 * @param source The change and how far it is.
 * @returns The document: every instance of the change is in it.
 */
export function fullReport(source: QcReportSource): ReportDocument {
  const { change, qc: { step1, step2, step3, kernelGroups } } = source;
  return {
    title: `QC report of ${change.number}`,
    facts: [
      ...changeFacts(change),
      ...stepFacts("Step 1", step1),
      ...stepFacts("Step 2", step2),
      ...stepFacts("Step 3", step3),
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
    main: { title: "Instances", columns: COLUMNS, rows: change.instances.map(rowWriter(source)) },
    outputs: [],
  };
}

function rowWriter(
  { qc }: QcReportSource,
): (instance: ChangeInstance) => readonly Cell[] {
  const [first, second, third] = [
    stepVerdicts(qc.step1),
    stepVerdicts(qc.step2),
    stepVerdicts(qc.step3),
  ];
  const groups = new Map<string, string>(
    qc.kernelGroups.flatMap(({ name, instances }) => instances.map((id) => [id, name] as const)),
  );
  return (instance) => {
    const { instanceId } = instance;
    const [initial, staging, final] = [first(instanceId), second(instanceId), third(instanceId)];
    const { report } = initial;
    return [
      ...placeCells(instance),
      initial.word,
      initial.reasons.join("; "),
      report?.currentKernel ?? null,
      groups.get(instanceId) ?? null,
      report?.availableKernels.join(", ") ?? null,
      report?.crowdstrikeRunning ?? null,
      report?.crowdstrikeVersion ?? null,
      report?.repositories ?? null,
      report?.diskSpace ?? null,
      report?.runningSince ?? null,
      staging.word,
      staging.report?.stagedKernel ?? null,
      staging.reasons.join("; "),
      final.word,
      final.reasons.join("; "),
    ];
  };
}
