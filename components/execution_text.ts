import { formatDuration, SECOND_MS } from "@/lib/base/view.ts";
import {
  type BatchSummary,
  type Counts,
  hasEnded,
  RETRIED_STATES,
  TARGET_STATES,
  type TargetState,
  type TargetView,
  UNCERTAIN_STATES,
} from "@/lib/execution/view.ts";
import type { CauseView } from "@/lib/reports/view.ts";
import { stateWord } from "./StateChip.tsx";

/** States in the order of bars and figures: what ended, then what runs, then what waits. */
export const STATE_ORDER: readonly TargetState[] = [
  "success",
  ...TARGET_STATES.filter((state) => !["success", "in_progress", "pending"].includes(state)),
  "in_progress",
  "pending",
];

/** How many targets have ended, in whatever way. */
export function doneCount(counts: Counts): number {
  return counts.total - counts.pending - counts.in_progress;
}

/** How many targets a retry takes: those that surely did not succeed, and those in doubt. */
export function retryCounts(
  counts: Counts,
): { readonly failed: number; readonly uncertain: number } {
  return { failed: sumOf(counts, RETRIED_STATES), uncertain: sumOf(counts, UNCERTAIN_STATES) };
}

/**
 * Tells whether to retry is what comes next: something can be, and nobody has. Where all were
 * skipped it is not, for most are servers of another platform, and would be skipped again.
 */
export function isRetryNext(counts: Counts, retriedBy: BatchSummary | null): boolean {
  return retriedBy === null && retryCounts(counts).failed > counts.skipped;
}

/** How a server is skipped that the script is not for. */
const OTHER_PLATFORM = /^The server runs \w+, the script \w+\.$/;

/** Tells whether to retry the targets of a cause can help: another platform is skipped again. */
export function canRetryHelp({ state, cause }: Pick<CauseView, "state" | "cause">): boolean {
  return state !== "skipped" || !OTHER_PLATFORM.test(cause);
}

/** The states that targets are in, such as `33 success, 5 failed`. */
export function countsText(counts: Counts): string {
  return STATE_ORDER.filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${stateWord(state).toLowerCase()}`)
    .join(", ");
}

/** The part of an ARN that tells people apart, such as `PatchOps/alice`. */
export function actorName(arn: string): string {
  const resource = arn.slice(arn.lastIndexOf(":") + 1);
  return resource.slice(resource.indexOf("/") + 1) || arn;
}

/** How long a target took, or has taken by now; empty when it never began. */
export function targetTime({ startedAt, endedAt }: TargetView, nowMs: number): string {
  return startedAt === null ? "" : spanText(startedAt, { endedAt, nowMs });
}

/** How long a batch took, or has taken by now. */
export function batchTime({ createdAt, endedAt }: BatchSummary, nowMs: number): string {
  return spanText(createdAt, { endedAt, nowMs });
}

/** When a batch should be over, such as `about 2 min left`; empty when nobody can tell. */
export function timeLeft(
  { state, predictedEndAt }: Pick<BatchSummary, "state"> & { predictedEndAt: string | null },
  nowMs: number,
): string {
  if (hasEnded(state) || predictedEndAt === null) return "";
  const leftMs = Date.parse(predictedEndAt) - nowMs;
  if (leftMs < SECOND_MS) return "ends any moment";
  return `about ${formatDuration(leftMs).split(" ").slice(0, 2).join(" ")} left`;
}

/** A script's version, short enough for a line. */
export function shortVersion(version: string): string {
  return `${version.slice(0, 4)}…${version.slice(-2)}`;
}

function spanText(
  startedAt: string,
  { endedAt, nowMs }: { readonly endedAt: string | null; readonly nowMs: number },
): string {
  const endMs = endedAt === null ? nowMs : Date.parse(endedAt);
  return formatDuration(Math.max(0, endMs - Date.parse(startedAt)));
}

function sumOf(counts: Counts, states: readonly TargetState[]): number {
  return states.reduce((sum, state) => sum + counts[state], 0);
}
