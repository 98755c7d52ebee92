import type { PatchStep } from "@/lib/patching/mod.ts";
import type { FinalReport } from "@/lib/qc/mod.ts";
import { plainText } from "./plain_text.ts";
import type { ReportDocument } from "./report_document.ts";
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
  "Verdict",
  "Reasons",
  "Running kernel",
  "Kernel to install",
  "CrowdStrike",
  "Repositories",
  "Disk space",
];

/**
 * Writes the report of step 3: what each server said last, and the script that is to patch it.
 *
 * @param source The change, how far it is, and what step 3 printed.
 * @param step3 The step.
 * @returns The document: every instance of the change is in it.
 */
export function finalReport(
  { change, outputs = [] }: QcReportSource,
  step3: PatchStep<FinalReport>,
): ReportDocument {
  const verdictOf = stepVerdicts(step3);
  return {
    title: `Final report of ${change.number}`,
    facts: [...changeFacts(change), ...stepFacts("Step 3", step3)],
    summaries: [],
    main: {
      title: "Instances",
      columns: COLUMNS,
      rows: change.instances.map((instance) => {
        const { word, reasons, report } = verdictOf(instance.instanceId);
        return [
          ...placeCells(instance),
          word,
          reasons.join("; "),
          report?.currentKernel ?? null,
          report?.targetKernel ?? null,
          report?.crowdstrikeRunning ?? null,
          report?.repositories ?? null,
          report?.diskSpace ?? null,
        ];
      }),
    },
    outputs: outputs.flatMap(({ instanceId, name, qcReport, patchScript }) => {
      const server = name === "" ? instanceId : `${name} (${instanceId})`;
      return [
        { title: `QC report: ${server}`, text: plainText(qcReport) },
        { title: `Patch script: ${server}`, text: plainText(patchScript) },
      ].filter(({ text }) => text !== "");
    }),
  };
}
