import { z } from "zod";
import { CHANGE_NUMBER } from "@/lib/base/mod.ts";
import { composeLinuxScript, scriptVersion } from "./compose_script.ts";
import probe from "./files/linux/probe.sh" with { type: "text" };
import step1InitialQc from "./files/linux/step1-initial-qc.sh" with { type: "text" };
import type { Script } from "./script.ts";

/** The approved scripts by id. */
export type ScriptCatalog = ReadonlyMap<string, Script>;

type LinuxScript = Omit<Script, "platform" | "version" | "content"> & { readonly text: string };

const LINUX_SCRIPTS: readonly LinuxScript[] = [
  {
    id: "linux-qc-prep/step1-initial-qc",
    name: "QC prep, step 1: initial QC",
    description: "Fetches the patcher, runs its initial QC and prints the QC report.",
    text: step1InitialQc,
    expectedSeconds: 120,
    parameters: z.strictObject({
      change: z.string().regex(CHANGE_NUMBER, 'expected a change number such as "CHG0031001"')
        .describe("The change number; the patcher keeps its files under it."),
    }),
    settings: { patcherUrl: "LINUX_PATCHER_URL" },
  },
  {
    id: "linux/probe",
    name: "Probe",
    description: "Shows that the server takes commands now, with its name, kernel and uptime.",
    text: probe,
    expectedSeconds: 5,
    parameters: z.strictObject({}),
    settings: {},
  },
];

/**
 * Makes the catalog of the scripts that ship with the product; there are no others.
 *
 * @returns The scripts by id, in the order pages show them.
 */
export function createScriptCatalog(): ScriptCatalog {
  const scripts = LINUX_SCRIPTS.map(({ text, ...script }): Script => {
    const content = composeLinuxScript(text);
    return { ...script, platform: "linux", content, version: scriptVersion(content) };
  });
  return new Map(scripts.map((script) => [script.id, script]));
}
