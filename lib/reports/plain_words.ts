import type { BatchState, CommandView, TargetState } from "@/lib/execution/mod.ts";

const WORDS: Readonly<Record<BatchState | TargetState | CommandView["state"], string>> = {
  pending: "waiting",
  in_progress: "in progress",
  success: "success",
  failed: "failed",
  timed_out: "timed out",
  cancelled: "cancelled",
  undeliverable: "undeliverable",
  skipped: "skipped",
  unknown: "unknown",
  running: "running",
  waiting_credentials: "waiting for credentials",
  cancelling: "cancelling",
  partial: "partial",
  planned: "not sent",
  sending: "being sent",
  sent: "sent",
  settled: "ended",
};

/**
 * Says a state as a person would.
 *
 * @param state A batch's, a target's or a command's.
 * @returns The word, such as `timed out`.
 */
export function plainWord(state: keyof typeof WORDS): string {
  return WORDS[state];
}

/**
 * Writes a time to the second.
 *
 * @param iso ISO 8601 in UTC; `null` for none.
 * @returns Such as `2026-11-23T02:14:00Z`; `null` for none.
 */
export function secondText(iso: string | null): string | null {
  return iso && `${iso.slice(0, 19)}Z`;
}
