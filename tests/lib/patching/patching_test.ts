import assert from "node:assert/strict";
import { parseChangeNumber, parsedOrThrow } from "@/lib/base/mod.ts";
import { Patching } from "@/lib/patching/mod.ts";
import { fakeBatch, fakeExecutions, idOf, target } from "./fake_batches.ts";

const CHANGE = parsedOrThrow(parseChangeNumber("CHG0031001"));
const FIXTURES = new URL("../../fixtures/", import.meta.url);

const passing = fixture("qc-report-rhel8-pass.txt");
const failing = fixture("qc-report-rhel9-fail.txt");

function fixture(name: string): string {
  return Deno.readTextFileSync(new URL(name, FIXTURES));
}

Deno.test("a change whose step 1 never ran has no step and no group", async () => {
  const qc = await new Patching({ executions: fakeExecutions([]) }).qc(CHANGE);
  assert.deepEqual(qc, { step1: null, kernelGroups: [], step2: null, step3: null, post: null });
});

Deno.test("who printed a report that passes has passed, and is in a kernel group", async () => {
  const executions = fakeExecutions([
    fakeBatch("b1", [target(1, { stdout: passing }), target(2, { stdout: failing })]),
  ]);
  const { step1, kernelGroups } = await new Patching({ executions }).qc(CHANGE);
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
  const { step1, kernelGroups } = await new Patching({ executions }).qc(CHANGE);
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
  const patching = new Patching({ executions });
  const before = await patching.qc(CHANGE);
  assert.deepEqual(before.step1?.pending, [idOf(1)]);
  assert.equal(before.step1?.at, "2026-11-23T02:13:00.000Z");
  await patching.qc(CHANGE);
  assert.equal(executions.reads.count, 1, "nothing is read again until another target has ended");
  batches[0] = fakeBatch("b1", [target(1, { stdout: passing }), target(2, { stdout: passing })]);
  const after = await patching.qc(CHANGE);
  assert.deepEqual(after.step1?.passed.map(({ instanceId }) => instanceId), [idOf(1), idOf(2)]);
  assert.deepEqual(after.step1?.pending, []);
  assert.equal(executions.reads.count, 2);
});

Deno.test("every retry of the newest run replaces the results of its targets", async () => {
  const offline = { state: "undeliverable", exitCode: null, summary: "offline" } as const;
  const executions = fakeExecutions([
    fakeBatch("r2", [target(3, { stdout: passing })], { retryOf: "b1" }),
    fakeBatch("r1", [target(2, { stdout: passing })], { retryOf: "b1" }),
    fakeBatch("b1", [target(1, { stdout: passing }), target(2, offline), target(3, offline)]),
    fakeBatch("b0", [target(1, offline), target(9, { stdout: passing })]),
  ]);
  const { step1 } = await new Patching({ executions }).qc(CHANGE);
  assert.equal(step1?.batchId, "r2");
  assert.deepEqual(step1?.passed.map(({ instanceId }) => instanceId), [1, 2, 3].map(idOf));
  assert.deepEqual(step1?.failed, []);
});

Deno.test("a retry of an older run does not bring that run back, whenever it was made", async () => {
  const b1 = fakeBatch("b1", [target(1, { stdout: passing })]);
  const r0 = fakeBatch("r0", [target(2, { stdout: passing })], { retryOf: "b0" });
  const b0 = fakeBatch("b0", [target(2)]);
  for (const newestFirst of [[b1, r0, b0], [r0, b1, b0]]) {
    const executions = fakeExecutions(newestFirst);
    const { step1 } = await new Patching({ executions }).qc(CHANGE);
    assert.equal(step1?.batchId, "b1");
    assert.deepEqual(step1.passed.map(({ instanceId }) => instanceId), [idOf(1)]);
  }
});
