import assert from "node:assert/strict";
import { changeOf, fakeBatch, fakeExecutions, idOf, patchingOn, target } from "./fake_batches.ts";

const CHANGE = changeOf(1, 2, 3, 4, 5);
const FIXTURES = new URL("../../fixtures/", import.meta.url);

const passing = fixture("qc-report-rhel8-pass.txt");
const failing = fixture("qc-report-rhel9-fail.txt");

function fixture(name: string): string {
  return Deno.readTextFileSync(new URL(name, FIXTURES));
}

Deno.test("a change whose step 1 never ran has no step and no group", async () => {
  const qc = await patchingOn(fakeExecutions([])).qc(CHANGE);
  assert.deepEqual(qc, { step1: null, kernelGroups: [], step2: null, step3: null, post: null });
});

Deno.test("who printed a report that passes has passed, and is in a kernel group", async () => {
  const executions = fakeExecutions([
    fakeBatch("b1", [target(1, { stdout: passing }), target(2, { stdout: failing })]),
  ]);
  const { step1, kernelGroups } = await patchingOn(executions).qc(CHANGE);
  assert.deepEqual(step1?.passed.map(({ instanceId }) => instanceId), [idOf(1)]);
  assert.equal(step1?.passed[0]?.currentKernel, "4.18.0-553.40.1.el8_10.x86_64");
  assert.deepEqual(step1?.failed.map(({ reasons }) => reasons), [[
    "Disk space: FAILED: /boot has 38 MB free, 150 MB needed",
    "CrowdStrike is not running",
  ]]);
  assert.deepEqual(kernelGroups, [{
    name: "RHEL8.10 - Kernel 4.18.0-553",
    distribution: "RHEL8.10",
    baseKernel: "4.18.0-553",
    instances: [idOf(1)],
    availableKernels: [
      "4.18.0-553.50.1.el8_10",
      "4.18.0-553.45.1.el8_10",
      "4.18.0-553.9.1.el8_10",
    ],
  }]);
});

Deno.test("nothing passes without a report of a script that succeeded", async () => {
  const executions = fakeExecutions([
    fakeBatch("b1", [
      target(1, { stdout: "no report" }),
      target(2, { state: "failed", exitCode: 1, summary: "curl: (22)", stdout: passing }),
      target(3, { state: "undeliverable", exitCode: null, summary: "agent offline" }),
      target(4, { state: "skipped", exitCode: null, summary: "" }),
      target(5, { state: "unknown", exitCode: null, summary: "no answer" }),
    ]),
  ]);
  const { step1, kernelGroups } = await patchingOn(executions).qc(CHANGE);
  assert.deepEqual(step1?.passed, []);
  assert.deepEqual(kernelGroups, []);
  assert.deepEqual(step1?.failed.map(({ reasons }) => reasons), [
    ["The server's output holds no QC report"],
    ["The script failed with exit code 1: curl: (22)"],
    ["Undeliverable: agent offline"],
    ["Skipped"],
    ["Unknown whether it ran: no answer"],
  ]);
});

Deno.test("who has not ended is pending, and is judged once it has", async () => {
  const running = { state: "running", endedAt: null } as const;
  const first = target(1, { state: "in_progress", exitCode: null });
  const batches = [fakeBatch("b1", [first, target(2, { stdout: passing })], running)];
  const executions = fakeExecutions(batches);
  const patching = patchingOn(executions);
  const before = await patching.qc(changeOf(1, 2));
  assert.deepEqual(before.step1?.pending, [idOf(1)]);
  assert.equal(before.step1?.at, "2026-11-23T02:13:00.000Z");
  await patching.qc(changeOf(1, 2));
  assert.equal(executions.reads.count, 1, "nothing is read again until another target has ended");
  batches[0] = fakeBatch("b1", [target(1, { stdout: passing }), target(2, { stdout: passing })]);
  const after = await patching.qc(changeOf(1, 2));
  assert.deepEqual(after.step1?.passed.map(({ instanceId }) => instanceId), [idOf(1), idOf(2)]);
  assert.deepEqual(after.step1?.pending, []);
  assert.equal(executions.reads.count, 2);
});

Deno.test("a retry replaces the results of its targets", async () => {
  const offline = { state: "undeliverable", exitCode: null, summary: "offline" } as const;
  const executions = fakeExecutions([
    fakeBatch("r2", [target(3, { stdout: passing })], { retryOf: "b1" }),
    fakeBatch("r1", [target(2, { stdout: passing })], { retryOf: "b1" }),
    fakeBatch("b1", [target(1, { stdout: passing }), target(2, offline), target(3, offline)]),
    fakeBatch("b0", [target(1, offline)]),
  ]);
  const { step1 } = await patchingOn(executions).qc(changeOf(1, 2, 3));
  assert.equal(step1?.batchId, "r2");
  assert.deepEqual(step1?.passed.map(({ instanceId, batchId }) => [instanceId, batchId]), [
    [idOf(1), "b1"],
    [idOf(2), "r1"],
    [idOf(3), "r2"],
  ]);
  assert.deepEqual(step1?.failed, []);
});

Deno.test("a run on a selection keeps the results of the other servers", async () => {
  const executions = fakeExecutions([
    fakeBatch("b2", [target(2, { stdout: passing })], { state: "success" }),
    fakeBatch("b1", [target(1, { stdout: passing }), target(2, { stdout: failing }), target(3)]),
  ]);
  const { step1 } = await patchingOn(executions).qc(changeOf(1, 2, 3));
  assert.deepEqual([step1?.batchId, step1?.state], ["b2", "success"]);
  assert.deepEqual(step1?.passed.map(({ instanceId }) => instanceId), [idOf(1), idOf(2)]);
  assert.deepEqual(step1?.failed.map(({ batchId }) => batchId), ["b1"]);
  assert.equal(executions.reads.count, 2);
});

Deno.test("a server that never ran is pending but not under way; one that left the change is gone", async () => {
  const inProgress = target(1, { state: "in_progress", exitCode: null });
  const executions = fakeExecutions([fakeBatch("b1", [inProgress, target(2), target(9)])]);
  const { step1 } = await patchingOn(executions).qc(changeOf(1, 2, 3));
  assert.deepEqual(step1?.pending, [idOf(1), idOf(3)]);
  assert.deepEqual(step1?.underWay, [{ instanceId: idOf(1), batchId: "b1" }]);
  assert.deepEqual(step1?.failed.map(({ instanceId }) => instanceId), [idOf(2)]);
});

Deno.test("batches that can add nothing are not read", async () => {
  const executions = fakeExecutions([
    fakeBatch("b2", [target(1, { stdout: passing })]),
    fakeBatch("b1", [target(1)]),
  ]);
  await patchingOn(executions).qc(changeOf(1));
  assert.equal(executions.reads.count, 1);
});
