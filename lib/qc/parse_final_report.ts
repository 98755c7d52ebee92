import { stripVTControlCharacters } from "node:util";
import { isKernelVersion } from "./kernel_version.ts";
import { parseServerState } from "./parse_post_report.ts";
import { parseQcReport } from "./parse_qc_report.ts";
import type { FinalReport, KernelVersion } from "./view.ts";

const REPORT = "=== QC Report ===";
const STATE = "=== Server State ===";
const PATCH_SCRIPT = "=== Patch Script ===";
const KERNEL = /\d+\.\d+\.\d+-\d[A-Za-z0-9._+~-]*/;

/** The texts that step 3 printed. */
export interface FinalSections {
  /** The patcher's report, with its colours; empty when the server has none. */
  readonly qcReport: string;
  /** The script that is to patch the server; empty when the server has none. */
  readonly patchScript: string;
}

/**
 * Cuts the output of step 3 at its headings. Each counts at its first place after the one before,
 * so that a patch script that prints headings changes nothing.
 *
 * @param output What the script printed.
 * @returns The report and the patch script.
 */
export function finalSections(output: string): FinalSections {
  const lines = output.split(/\r\n|\n|\r/);
  const plain = lines.map((line) => stripVTControlCharacters(line).trimEnd());
  const [report, state] = [plain.indexOf(REPORT), plain.indexOf(STATE)];
  const script = plain.indexOf(PATCH_SCRIPT, Math.max(report, state, 0));
  const ends = [state, script].filter((at) => at > report);
  const textOf = (from: number, to: number | undefined) =>
    from < 0 ? "" : lines.slice(from + 1, to).join("\n").trim();
  return {
    qcReport: textOf(report, ends.length > 0 ? Math.min(...ends) : undefined),
    patchScript: textOf(script, undefined),
  };
}

/**
 * Parses what step 3 printed: the QC report, what the server is like before patching, and which
 * kernel its patch script installs.
 *
 * @param output What the script printed.
 * @returns The report, or `undefined` when the output holds no QC report.
 */
export function parseFinalReport(output: string): FinalReport | undefined {
  const { qcReport, patchScript } = finalSections(output);
  const report = parseQcReport(qcReport);
  return report &&
    { ...report, targetKernel: targetKernel(patchScript), serverState: parseServerState(output) };
}

/** The first kernel that the script names outside its comments, as validation finds it too. */
function targetKernel(patchScript: string): KernelVersion | undefined {
  const code = patchScript.split("\n").filter((line) => !/^\s*#/.test(line)).join("\n");
  const version = KERNEL.exec(code)?.[0].replace(/\.rpm$/, "").replace(/\.(x86_64|aarch64)$/, "");
  return isKernelVersion(version) ? version : undefined;
}
