import { type PatchProof, patchProofs, type PatchStep } from "@/lib/patching/mod.ts";
import type { PostReport } from "@/lib/qc/mod.ts";
import type { Cell, ReportDocument } from "./report_document.ts";
import {
  changeFacts,
  PLACE_COLUMNS,
  placeCells,
  type QcReportSource,
  stepFacts,
  stepVerdicts,
} from "./qc_report_source.ts";
import { differenceText } from "./view.ts";

const COLUMNS = [
  ...PLACE_COLUMNS,
  "Verdict",
  "Reasons",
  "Kernel before",
  "Staged kernel",
  "Running kernel",
  "Booted into the staged kernel",
  "What differs",
  "Up since",
  "Operating system",
];

/**
 * Writes the report of the validation after patching: before and after of each server.
 *
 * @param source The change and how far it is.
 * @param post The validation.
 * @returns The document: every instance of the change is in it.
 */
export function postReport(
  { change, qc }: QcReportSource,
  post: PatchStep<PostReport>,
): ReportDocument {
  const proofs = new Map<string, PatchProof>(
    patchProofs(change.instances, qc).map((proof) => [proof.instanceId, proof]),
  );
  const verdictOf = stepVerdicts(post);
  return {
    title: `Post report of ${change.number}`,
    facts: [...changeFacts(change), ...stepFacts("Validation", post)],
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
          ...proofCells(proofs.get(instance.instanceId)),
          report?.upSince ?? null,
          report?.operatingSystem ?? null,
        ];
      }),
    },
    outputs: [],
  };
}

function proofCells(proof: PatchProof | undefined): readonly Cell[] {
  if (!proof) return [null, null, null, null, null];
  const { kernelBefore, stagedKernel, runningKernel, isBootedIntoStaged, differences } = proof;
  return [
    kernelBefore,
    stagedKernel,
    runningKernel,
    isBootedIntoStaged === null ? "not known" : isBootedIntoStaged ? "yes" : "no",
    differences === null ? "not known" : differences.map(differenceText).join("; ") || "nothing",
  ];
}
