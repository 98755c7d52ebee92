import type { BatchSummary, BatchView, TargetState } from "@/lib/execution/view.ts";

/** A batch that has ended, with so many targets in some states. */
export function endedBatch(
  some: Partial<Record<TargetState, number>>,
  parts: Partial<BatchView> = {},
): BatchView {
  const none = { pending: 0, in_progress: 0, success: 0, failed: 0, timed_out: 0, cancelled: 0 };
  const total = Object.values(some).reduce((sum, count) => sum + count, 0);
  const counts = { ...none, undeliverable: 0, skipped: 0, unknown: 0, total, ...some };
  return {
    ...{ batchId: "b", scriptId: "linux/probe", scriptName: "Probe", scriptVersion: "0" },
    ...{ change: null, actor: "", state: "failed", retryOf: null, counts, version: 1 },
    ...{ createdAt: "2026-11-23T12:00:00.000Z", endedAt: "2026-11-23T12:01:00.000Z" },
    ...{ commands: [], waitingFor: [], partitions: [], predictedEndAt: null, checkedAt: null },
    credentialsEndAt: { aws: null, "aws-us-gov": null },
    ...parts,
  };
}

/** The forms of a batch, and whether it was retried. */
export function formsOf(batch: BatchView, retriedBy: BatchSummary | null = null) {
  return { batch, csrfToken: "t", retryKey: "k", retriedBy };
}
