/** What pages and islands know of reports; types and pure functions alone, for browsers too. */
import type { InstanceId } from "@/lib/base/view.ts";
import type { Counts, TargetState } from "@/lib/execution/view.ts";
import type { StateDifference } from "@/lib/qc/view.ts";

/** The states whose targets need somebody; who cancelled knows why. */
export const FAILURE_STATES: readonly TargetState[] = [
  "failed",
  "timed_out",
  "undeliverable",
  "unknown",
  "skipped",
];

/**
 * Counts the targets that need somebody.
 *
 * @param counts The counts of a batch.
 * @returns How many are in a failure state.
 */
export function failureCount(counts: Counts): number {
  return FAILURE_STATES.reduce((sum, state) => sum + counts[state], 0);
}

/**
 * Says what differs on a server before and after patching.
 *
 * @param difference What differs.
 * @returns A line such as `Service SFTD: running, now stopped`.
 */
export function differenceText({ subject, before, after }: StateDifference): string {
  if (before === "") return `${subject}: ${after} is new`;
  return after === "" ? `${subject}: ${before} is gone` : `${subject}: ${before}, now ${after}`;
}

/** Targets that did not succeed for the same cause. */
export interface FailureGroup {
  /** Stable while the batch goes on: 12 hexadecimal digits made of state and cause. */
  readonly id: string;
  /** The state they are all in. */
  readonly state: TargetState;
  /** What they said; where they differ in ids, addresses, numbers and times, `…`. Foreign text. */
  readonly cause: string;
  /** The targets, in the order they were given. */
  readonly instanceIds: readonly InstanceId[];
}

/** A cause as pages show it. */
export interface CauseView extends Pick<FailureGroup, "id" | "state" | "cause"> {
  /** How many targets it has. */
  readonly count: number;
}

/** A piece of output that looks the same from begin to end. */
export interface OutputSpan {
  /** Foreign text without escapes. */
  readonly text: string;
  /** CSS classes such as `ansi-fg-1 ansi-bold`; empty for plain text. */
  readonly style: string;
}

/** One row of shown output. */
export interface OutputRow {
  /** The line's number from 1; `null` where a long line goes on. */
  readonly number: number | null;
  /** Its pieces, in order; none for an empty line. */
  readonly spans: readonly OutputSpan[];
}
