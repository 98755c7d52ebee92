/** The patching workflow over execution: which servers passed, and what may be staged on them. */
export type { FinalOutput } from "./final_outputs.ts";
export { patchProofs } from "./patch_proofs.ts";
export { Patching, type PatchingOptions } from "./patching.ts";
export { qcSummary } from "./qc_summary.ts";
export { type StageRequest, stageRequest } from "./stage_request.ts";
export {
  POST_SCRIPT_ID,
  STEP1_SCRIPT_ID,
  STEP2_SCRIPT_ID,
  STEP3_SCRIPT_ID,
} from "./step_scripts.ts";
export type {
  PatchProof,
  PatchStep,
  QcView,
  StepFailed,
  StepInstance,
  StepPassed,
  UnderWay,
} from "./view.ts";
