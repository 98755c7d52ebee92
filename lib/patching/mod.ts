/** The patching workflow over execution: which servers passed, and what may be staged on them. */
export { Patching, type PatchingOptions, STEP1_SCRIPT_ID } from "./patching.ts";
export { qcSummary } from "./qc_summary.ts";
export type { QcFailed, QcPassed, QcStep, QcView, StepInstance, UnderWay } from "./view.ts";
