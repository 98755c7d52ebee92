import assert from "node:assert/strict";
import { isKernelVersion, type KernelVersion } from "@/lib/qc/mod.ts";

/** A kernel version of a test. */
export function kernel(text: string): KernelVersion {
  assert.ok(isKernelVersion(text), text);
  return text;
}

/** A QC report as the patcher left it. */
export async function reportFixture(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(`../../fixtures/qc-report-${name}.txt`, import.meta.url));
}
