import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { ExecutionActions } from "@/components/ExecutionActions.tsx";
import { ExecutionNext, type ExecutionNextProps } from "@/components/ExecutionNext.tsx";
import type { BatchView } from "@/lib/execution/view.ts";
import { STEP1_SCRIPT_ID } from "@/lib/patching/mod.ts";
import { endedBatch, formsOf } from "./ended_batch.ts";

const CHANGE = "CHG0031001";
const QC = { scriptId: STEP1_SCRIPT_ID, change: CHANGE };

function nextOf(batch: BatchView, parts: Partial<ExecutionNextProps> = {}): string {
  const props = { ...formsOf(batch), qc: null, loadedChange: CHANGE, ...parts };
  return renderToString(<ExecutionNext {...props} />);
}

Deno.test("what QC found stands beside how the scripts ended", () => {
  const qc = { passed: 3, failed: 2, others: 1 };
  const next = nextOf(endedBatch({ success: 5, failed: 1 }, QC), { qc });
  assert.match(next, />3 passed<.*>2 failed<.*, 1 without a result/);
  assert.match(next, /href="\/executions\/b\?q=QC\+failed#targets">show</);
});

Deno.test("an ended QC leads to its results, and all it offers has one solid button", () => {
  const ended = endedBatch({ success: 5 }, QC);
  assert.match(nextOf(ended), /class="[^"]*btn-primary" href="[^"]*prep#results-1">Results on/);
  for (const batch of [ended, endedBatch({ success: 5, failed: 1 }, QC)]) {
    const whole = nextOf(batch) + renderToString(<ExecutionActions {...formsOf(batch)} />);
    assert.equal(whole.match(/btn-primary/g)?.length, 1);
  }
});

Deno.test("the results of another change than the session's are shown once it is loaded", () => {
  const next = nextOf(endedBatch({ success: 5 }, QC), { loadedChange: "CHG0000001" });
  assert.match(next, /<form method="post" action="\/changes">/);
  assert.match(next, /name="_csrf" value="t"/);
  assert.match(next, /Load CHG0031001 and show its results/);
});

Deno.test("a run that was retried says by which, and how that stands", () => {
  const retriedBy = endedBatch({ success: 1 }, { batchId: "b2", state: "success" });
  const next = nextOf(endedBatch({ failed: 1 }), { retriedBy });
  assert.match(next, /Retried by <a href="\/executions\/b2">a later run</);
  assert.match(next, /chip-success/);
  assert.doesNotMatch(next, /retry what failed/);
});

Deno.test("a run has its reports while it goes on, and says what comes next when it has ended", () => {
  const running = nextOf(endedBatch({ in_progress: 1 }, { state: "running", endedAt: null }));
  assert.match(running, /Report so far/);
  assert.doesNotMatch(running, /Next:/);
  assert.match(nextOf(endedBatch({ failed: 1 })), /Next: retry what failed, then hand over/);
  assert.match(nextOf(endedBatch({ success: 1 })), /Next: hand over a report/);
});
