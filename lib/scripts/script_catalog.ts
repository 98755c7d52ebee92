import { composeScript, scriptVersion } from "./compose_script.ts";
import { INSPECTION_SCRIPTS } from "./inspection_scripts.ts";
import { QC_SCRIPTS } from "./qc_scripts.ts";
import type { Script } from "./script.ts";
import { SFT_SCRIPTS } from "./sft_scripts.ts";

/** The approved scripts by id. */
export type ScriptCatalog = ReadonlyMap<string, Script>;

/**
 * Makes the catalog of the scripts that ship with the product; there are no others.
 *
 * @returns The scripts by id, in the order pages show them.
 */
export function createScriptCatalog(): ScriptCatalog {
  const definitions = [...QC_SCRIPTS, ...SFT_SCRIPTS, ...INSPECTION_SCRIPTS];
  const scripts = definitions.map(({ text, parts = [], ...script }): Script => {
    const content = composeScript({ platform: script.platform, text, parts });
    return { ...script, content, version: scriptVersion(content) };
  });
  return new Map(scripts.map((script) => [script.id, script]));
}
