import assert from "node:assert/strict";
import type { BatchSummary, TargetDetail } from "@/lib/execution/mod.ts";
import { retriedBy } from "@/routes/executions/[batchId]/(_run)/retried_by.ts";
import { runTargets } from "@/routes/executions/[batchId]/(_run)/run_targets.ts";
import { fakeBatch, target } from "../../lib/patching/fake_batches.ts";

const PROBE = { scriptId: "linux/probe" };

/** Says how often targets are read. */
function counting(targets: readonly TargetDetail[]) {
  const asked: number[] = [];
  return {
    asked,
    targets: (_batchId: string, { limit }: { readonly limit: number }) => {
      asked.push(limit);
      const items = targets.slice(0, limit);
      return Promise.resolve({ items, nextCursor: null, matching: targets.length });
    },
  };
}

Deno.test("causes and QC of a batch are found in one pass over its own targets", async () => {
  const { batch, targets } = fakeBatch("b1", [
    target(1, { summary: "QC passed, 2 kernels available" }),
    target(2, { summary: "QC failed: disk space" }),
    target(3, { state: "failed", summary: "no space" }),
  ]);
  const executions = counting(targets);
  const found = await runTargets(executions, batch);
  assert.deepEqual(executions.asked, [3]);
  assert.deepEqual(found.qc, { passed: 1, failed: 1, others: 1 });
  assert.deepEqual(found.causes.map(({ cause, count }) => [cause, count]), [["no space", 1]]);
});

Deno.test("a batch with nothing to find in it is not read", async () => {
  const { batch, targets } = fakeBatch("b1", [target(1)], PROBE);
  const executions = counting(targets);
  const found = await runTargets(executions, batch);
  assert.deepEqual(executions.asked, []);
  assert.deepEqual([found.qc, found.causes], [null, []]);
});

Deno.test("the newest retry of an ended batch is found among the newest runs of its change alone", async () => {
  const { batch } = fakeBatch("b1", [target(1)]);
  const retry = (batchId: string, retryOf: string | null) =>
    fakeBatch(batchId, [target(1)], { retryOf }).batch;
  const queries: unknown[] = [];
  const executions = {
    list: (query: unknown) => {
      queries.push(query);
      const items: BatchSummary[] = [
        retry("b4", "b3"),
        retry("b3", "b1"),
        retry("b2", "b1"),
        batch,
      ];
      return Promise.resolve({ items, nextCursor: null });
    },
  };
  assert.equal((await retriedBy(executions, batch))?.batchId, "b3");
  assert.deepEqual(queries, [{ change: "CHG0031001", limit: 50 }]);
  assert.equal(await retriedBy(executions, { ...batch, batchId: "b9" }), null);
  assert.equal(await retriedBy(executions, { ...batch, state: "running" }), null);
  assert.equal(queries.length, 2, "what has not ended has no retry");
});
