/** The SFT server agent: what detection printed, and what may be done then. */
export { parseSftDetection } from "./parse_sft_detection.ts";
export { type SftDetection, type SftFamily, type SftRemedies, sftRemedies } from "./view.ts";
