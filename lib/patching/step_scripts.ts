/** The script of step 1, initial QC. */
export const STEP1_SCRIPT_ID = "linux-qc-prep/step1-initial-qc";

/** The script of step 2, kernel staging. */
export const STEP2_SCRIPT_ID = "linux-qc-prep/step2-stage-kernel";

/** The script of step 3, final report. */
export const STEP3_SCRIPT_ID = "linux-qc-prep/step3-final-report";

/** The script of the validation after patching. */
export const POST_SCRIPT_ID = "linux-qc-post/validate";
