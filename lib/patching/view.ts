/** What pages and islands know of a change's patching; types alone, so a browser may load them. */
import type { InstanceId } from "@/lib/base/view.ts";
import type { BatchState, TargetState } from "@/lib/execution/view.ts";
import type {
  FinalReport,
  KernelGroup,
  KernelVersion,
  PostReport,
  QcReport,
  Staging,
  StateDifference,
} from "@/lib/qc/view.ts";

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
  /** SHA-256 of that script's content, in hex. */
  readonly scriptVersion: string;
  /** Its name for people; may be empty. Foreign text. */
  readonly name: string;
  /** How its script ended, or why it never ran. */
  readonly state: TargetState;
  /** When its script ended, ISO 8601 in UTC; `null` where it never ran. */
  readonly endedAt: string | null;
}

/** A server that passes, with what its report says. */
export type StepPassed<Report> = StepInstance & Report;

/** A server that does not pass, or printed no report. */
export interface StepFailed<Report> extends StepInstance {
  /** Each reason, for people; never empty. Foreign text. */
  readonly reasons: readonly string[];
  /** Its report, `undefined` when it printed none. */
  readonly report: Report | undefined;
}

/** One step of a change: each of its servers by the newest batch of the script that has it. */
export interface PatchStep<Report> {
  /** The newest batch. */
  readonly batchId: string;
  /** The state of that batch. */
  readonly state: BatchState;
  /** When it ended, else when it was started; ISO 8601 in UTC. */
  readonly at: string;
  /** SHA-256 of the script's content, in hex. */
  readonly scriptVersion: string;
  /** The servers that passed. */
  readonly passed: readonly StepPassed<Report>[];
  /** The servers that did not, with their reasons. */
  readonly failed: readonly StepFailed<Report>[];
  /** The servers that have not ended, and those that no batch has. */
  readonly pending: readonly InstanceId[];
  /** Those of `pending` that a batch has. */
  readonly underWay: readonly UnderWay[];
}

/** What is known of a change's patching: `GET /api/changes/:number/qc`. */
export interface QcView {
  /** Initial QC; `null` before its first run. */
  readonly step1: PatchStep<QcReport> | null;
  /** The servers that passed step 1, by distribution and base kernel. */
  readonly kernelGroups: readonly KernelGroup[];
  /** Kernel staging; `null` before its first run. */
  readonly step2: PatchStep<Staging> | null;
  /** Final report; `null` before its first run. */
  readonly step3: PatchStep<FinalReport> | null;
  /** Validation after patching; `null` before its first run. */
  readonly post: PatchStep<PostReport> | null;
}

/** What was known of a server before patching, beside what validation found. */
export interface PatchProof extends Pick<StepInstance, "instanceId" | "name"> {
  /** The newest batch of validation that has it; `null` when none has. */
  readonly batchId: string | null;
  /** How validation ended there. */
  readonly verdict: "passed" | "failed" | "not_run";
  /** Why it failed, for people. Foreign text. */
  readonly reasons: readonly string[];
  /** The kernel that ran before. */
  readonly kernelBefore: KernelVersion | null;
  /** The kernel that was staged under this change. */
  readonly stagedKernel: KernelVersion | null;
  /** The kernel that runs now. */
  readonly runningKernel: KernelVersion | null;
  /** Whether the staged kernel runs; `null` while one of both is not known. */
  readonly isBootedIntoStaged: boolean | null;
  /** What else differs; `null` while before or after is not known. */
  readonly differences: readonly StateDifference[] | null;
}
