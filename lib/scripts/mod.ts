/** The approved scripts: a catalog, their parameters, and the text that is sent to a server. */
export { bindScript, type BoundScript, type ScriptInput } from "./bind_script.ts";
export { scriptVersion } from "./compose_script.ts";
export { DUPLICATE_RUN_EXIT_CODE, firstRunOf, UNRECORDED_RUN_EXIT_CODE } from "./duplicate_run.ts";
export { enteredParameters, parameterFields } from "./parameter_fields.ts";
export { renderScript, type RunOptions } from "./render_script.ts";
export type { Script, ScriptPlatform, ScriptValue, ScriptValues } from "./script.ts";
export { createScriptCatalog, type ScriptCatalog } from "./script_catalog.ts";
export type { ParameterField } from "./view.ts";
