import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { ExecutionActions } from "@/components/ExecutionActions.tsx";
import { ExecutionCauses } from "@/components/ExecutionCauses.tsx";
import type { BatchView, TargetState } from "@/lib/execution/view.ts";

/** A batch that has ended, with so many targets in some states. */
function ended(some: Partial<Record<TargetState, number>>): BatchView {
  const none = { pending: 0, in_progress: 0, success: 0, failed: 0, timed_out: 0, cancelled: 0 };
  const counts = { ...none, undeliverable: 0, skipped: 0, unknown: 0, total: 0, ...some };
  return {
    ...{ batchId: "b", scriptId: "linux/probe", scriptName: "Probe", scriptVersion: "0" },
    ...{ change: null, actor: "", state: "failed", retryOf: null, counts, version: 1 },
    ...{ createdAt: "2026-11-23T12:00:00.000Z", endedAt: "2026-11-23T12:01:00.000Z" },
    ...{ commands: [], waitingFor: [], partitions: [], predictedEndAt: null, checkedAt: null },
    credentialsEndAt: { aws: null, "aws-us-gov": null },
  };
}

Deno.test("a retry of targets in doubt names their states: a target alone knows whether it ran", () => {
  const form = { csrfToken: "t", retryKey: "k" };
  const actions = (batch: BatchView) =>
    renderToString(<ExecutionActions {...form} batch={batch} />);
  assert.match(actions(ended({ undeliverable: 2 })), />Retry 2 undeliverable or unknown</);
  const both = actions(ended({ failed: 3, unknown: 1 }));
  assert.match(both, />Retry 4 with 1 undeliverable or unknown</);
  assert.match(both, /may have run there, except where a target says that nothing was run/);
  const cause = { id: "c", state: "undeliverable", cause: "Nothing was run.", count: 2 } as const;
  const causes = renderToString(
    <ExecutionCauses {...form} batch={ended({ undeliverable: 2 })} causes={[cause]} />,
  );
  assert.match(causes, />Retry 2 undeliverable</);
  assert.doesNotMatch(causes, /may have run/);
});
