import { z } from "zod";
import patcher from "./files/linux/patcher.sh" with { type: "text" };
import serverState from "./files/linux/server-state.sh" with { type: "text" };
import step1InitialQc from "./files/linux/step1-initial-qc.sh" with { type: "text" };
import step2StageKernel from "./files/linux/step2-stage-kernel.sh" with { type: "text" };
import step3FinalReport from "./files/linux/step3-final-report.sh" with { type: "text" };
import validate from "./files/linux/validate.sh" with { type: "text" };
import type { ScriptDefinition } from "./script.ts";
import { changeParameter, kernelParameter } from "./script_parameters.ts";

const PATCHER = { patcherUrl: "LINUX_PATCHER_URL" };

/** The scripts before and after patching, in the order they are run. */
export const QC_SCRIPTS: readonly ScriptDefinition[] = [
  {
    id: "linux-qc-prep/step1-initial-qc",
    name: "QC prep, step 1: initial QC",
    description: "Fetches the patcher, runs its initial QC and prints the QC report.",
    platform: "linux",
    changesServer: false,
    text: step1InitialQc,
    parts: [patcher],
    expectedSeconds: 120,
    parameters: z.strictObject({ change: changeParameter }),
    settings: PATCHER,
  },
  {
    id: "linux-qc-prep/step2-stage-kernel",
    name: "QC prep, step 2: stage kernel",
    description: "Fetches the patcher and lets it stage a kernel for the change.",
    platform: "linux",
    changesServer: true,
    text: step2StageKernel,
    parts: [patcher],
    expectedSeconds: 180,
    parameters: z.strictObject({ change: changeParameter, kernel: kernelParameter }),
    settings: PATCHER,
  },
  {
    id: "linux-qc-prep/step3-final-report",
    name: "QC prep, step 3: final report",
    description: "Prints the QC report, what the server is like now, and the patch script.",
    platform: "linux",
    changesServer: false,
    text: step3FinalReport,
    parts: [serverState],
    expectedSeconds: 10,
    parameters: z.strictObject({ change: changeParameter }),
    settings: {},
  },
  {
    id: "linux-qc-post/validate",
    name: "QC post: validation",
    description: "Fails where the staged kernel or an installed critical service does not run.",
    platform: "linux",
    changesServer: false,
    text: validate,
    parts: [serverState],
    expectedSeconds: 15,
    parameters: z.strictObject({ change: changeParameter }),
    settings: {},
  },
];
