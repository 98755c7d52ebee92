import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { ExecutionActions } from "@/components/ExecutionActions.tsx";
import { ExecutionCauses } from "@/components/ExecutionCauses.tsx";
import type { BatchSummary, BatchView } from "@/lib/execution/view.ts";
import { endedBatch, formsOf } from "./ended_batch.ts";

function actionsOf(batch: BatchView, retriedBy: BatchSummary | null = null): string {
  return renderToString(<ExecutionActions {...formsOf(batch, retriedBy)} />);
}

Deno.test("a retry of targets in doubt names their states: a target alone knows whether it ran", () => {
  assert.match(actionsOf(endedBatch({ undeliverable: 2 })), />Retry 2 undeliverable or unknown</);
  const both = actionsOf(endedBatch({ failed: 3, unknown: 1 }));
  assert.match(both, />Retry 4 with 1 undeliverable or unknown</);
  assert.match(both, /may have run there, except where a target says that nothing was run/);
  const cause = { id: "c", state: "undeliverable", cause: "Nothing was run.", count: 2 } as const;
  const forms = formsOf(endedBatch({ undeliverable: 2 }));
  const causes = renderToString(<ExecutionCauses {...forms} causes={[cause]} />);
  assert.match(causes, />Retry 2 undeliverable</);
  assert.doesNotMatch(causes, /may have run/);
});

Deno.test("to retry is the solid button where a script failed or never ran", () => {
  for (const state of ["failed", "timed_out", "cancelled"] as const) {
    const actions = actionsOf(endedBatch({ [state]: 1, skipped: 2 }));
    assert.match(actions, /class="btn btn-primary"[^>]*>Retry failed \(3\)/, state);
  }
});

Deno.test("to retry is no solid button where all were skipped, or where somebody has retried", () => {
  const failed = endedBatch({ failed: 1 });
  const skipped = actionsOf(endedBatch({ skipped: 2 }));
  for (const actions of [skipped, actionsOf(failed, failed)]) {
    assert.match(actions, /Retry failed \(\d\)/);
    assert.doesNotMatch(actions, /btn-primary/);
  }
  assert.equal(actionsOf(endedBatch({ success: 4 })), "");
});

Deno.test("a cause has its retry, but for servers that the script is not for", () => {
  const forms = formsOf(endedBatch({ skipped: 2 }));
  const causesOf = (cause: string) =>
    renderToString(
      <ExecutionCauses {...forms} causes={[{ id: "c", state: "skipped", cause, count: 2 }]} />,
    );
  assert.match(causesOf("Terminated: the error budget was used up."), />Retry 2</);
  assert.doesNotMatch(causesOf("The server runs windows, the script linux."), />Retry 2</);
});
