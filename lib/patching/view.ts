/** What pages and islands know of a change's patching; types alone, so a browser may load them. */
import type { InstanceId } from "@/lib/base/view.ts";
import type { BatchState, TargetState } from "@/lib/execution/view.ts";
import type { KernelGroup, QcReport } from "@/lib/qc/view.ts";

/** A server on which the script of a step has not ended. */
export interface UnderWay {
  /** The server. */
  readonly instanceId: InstanceId;
  /** The batch that runs there. */
  readonly batchId: string;
}

/** A server of a step. */
export interface StepInstance {
  /** The server. */
  readonly instanceId: InstanceId;
  /** The newest batch that has it. */
  readonly batchId: string;
  /** Its name for people; may be empty. Foreign text. */
  readonly name: string;
  /** How its script ended, or why it never ran. */
  readonly state: TargetState;
}

/** A server that printed a report, and passes. */
export interface QcPassed extends StepInstance, QcReport {}

/** A server that does not pass, or printed no report. */
export interface QcFailed extends StepInstance {
  /** Each reason, for people; never empty. Foreign text. */
  readonly reasons: readonly string[];
  /** Its report, `undefined` when it printed none. */
  readonly report: QcReport | undefined;
}

/** One step of a change: each of its servers by the newest batch of the script that has it. */
export interface QcStep {
  /** The newest batch. */
  readonly batchId: string;
  /** The state of that batch. */
  readonly state: BatchState;
  /** When it ended, else when it was started; ISO 8601 in UTC. */
  readonly at: string;
  /** SHA-256 of the script's content, in hex. */
  readonly scriptVersion: string;
  /** The servers that passed. */
  readonly passed: readonly QcPassed[];
  /** The servers that did not, with their reasons. */
  readonly failed: readonly QcFailed[];
  /** The servers that have not ended, and those that no batch has. */
  readonly pending: readonly InstanceId[];
  /** Those of `pending` that a batch has. */
  readonly underWay: readonly UnderWay[];
}

/** What is known of a change's patching: `GET /api/changes/:number/qc`. */
export interface QcView {
  /** Initial QC; `null` before its first run. */
  readonly step1: QcStep | null;
  /** The servers that passed step 1, by distribution and base kernel. */
  readonly kernelGroups: readonly KernelGroup[];
  /** Kernel staging; `null` before its first run. */
  readonly step2: QcStep | null;
  /** Final report; `null` before its first run. */
  readonly step3: QcStep | null;
  /** Validation after patching; `null` before its first run. */
  readonly post: QcStep | null;
}
