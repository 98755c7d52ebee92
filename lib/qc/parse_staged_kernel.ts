import { stripVTControlCharacters } from "node:util";
import { isKernelVersion } from "./kernel_version.ts";
import type { Staging } from "./view.ts";

const STAGED = /^Staged kernel (\S+) for \S+$/m;

/**
 * Finds the kernel that step 2 has staged.
 *
 * @param output What the script printed.
 * @returns The kernel, or `undefined` when the output names none.
 */
export function parseStagedKernel(output: string): Staging | undefined {
  const lines = stripVTControlCharacters(output).replaceAll("\r", "");
  const stagedKernel = STAGED.exec(lines)?.[1];
  return isKernelVersion(stagedKernel) ? { stagedKernel } : undefined;
}
