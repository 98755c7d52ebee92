import assert from "node:assert/strict";
import { parseAccountId, parsedOrThrow, parseInstanceId } from "@/lib/base/mod.ts";
import { commandOf, deliverySeconds } from "@/lib/execution/command.ts";
import { dueTasks, maySend } from "@/lib/execution/due_tasks.ts";
import { type Batch, countsOf, type Work } from "@/lib/execution/model.ts";
import { planChunks } from "@/lib/execution/plan.ts";
import { settledGroups } from "@/lib/execution/settled_groups.ts";
import { settledBatch, stateOf, stepBatch } from "@/lib/execution/step_batch.ts";
import { stepChunk } from "@/lib/execution/step_chunk.ts";
import { shortened } from "@/lib/execution/summary.ts";
import { withStore } from "../store/memory_store.ts";

const account = parsedOrThrow(parseAccountId("111122223333"));

function targets(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    instanceId: parsedOrThrow(parseInstanceId(`i-${String(index).padStart(17, "0")}`)),
    account,
    region: "us-east-1" as const,
    partition: "aws" as const,
    platform: "linux" as const,
    name: "",
  }));
}

function planned(count: number): readonly Work[] {
  return planChunks(targets(count), { platform: "linux", nowMs: 0 });
}

function first(count: number): Work {
  const [work] = planned(count);
  assert.ok(work);
  return work;
}

function batchOf(works: readonly Work[], changed: Partial<Batch> = {}): Batch {
  const counts = countsOf(works.flatMap(({ targets }) => targets));
  return {
    batchId: "batch",
    version: 1,
    state: "running",
    scriptId: "linux/probe",
    scriptName: "Probe",
    scriptVersion: "",
    platform: "linux",
    expectedSeconds: 5,
    parameters: {},
    settings: {},
    limits: {
      maxConcurrency: 500,
      maxErrors: null,
      timeoutSeconds: 3_600,
      deliveryTimeoutSeconds: 600,
    },
    change: null,
    actor: "arn",
    retryOf: null,
    retriedBy: [],
    createdAtMs: 0,
    updatedAtMs: 0,
    endedAtMs: null,
    checkedAtMs: null,
    partitions: ["aws"],
    accounts: { aws: account },
    lenders: {},
    waitingFor: [],
    isHeldUp: false,
    isCancelRequested: false,
    chunkCount: works.length,
    counts,
    open: { "aws": counts.pending, "aws-us-gov": 0 },
    ...changed,
  };
}

const INTENDED = {
  kind: "intended",
  runToken: "token",
  concurrency: 50,
  atMs: 1,
  dueAtMs: 2,
} as const;
const DUE = { atMs: 3, dueAtMs: 4 };

function step(work: Work, ...events: readonly Parameters<typeof stepChunk>[1][]): Work {
  return events.reduce((before, event) => {
    const after = stepChunk(before, event);
    assert.ok(after, event.kind);
    return after;
  }, work);
}

Deno.test("targets are cut into commands of at most 50 servers of one place and platform", () => {
  const sizes = (count: number) => planned(count).map(({ targets }) => targets.length);
  assert.deepEqual(sizes(0), []);
  assert.deepEqual(sizes(1), [1]);
  assert.deepEqual(sizes(50), [50]);
  assert.deepEqual(sizes(51), [50, 1]);
  assert.equal(sizes(1_000).length, 20);
});

Deno.test("a chunk goes from planned to settled, and each step only from the one before", () => {
  const accepted = { kind: "accepted", runToken: "token", commandId: "c", ...DUE } as const;
  assert.equal(stepChunk(first(1), accepted), null);
  const sending = step(first(1), INTENDED);
  assert.equal(sending.chunk.state, "sending");
  assert.equal(stepChunk(sending, INTENDED), null);
  assert.equal(stepChunk(sending, { ...accepted, runToken: "other" }), null);
  const sent = step(sending, accepted);
  const [target] = sent.targets;
  assert.ok(target);
  const polled = {
    kind: "polled",
    commandId: "c",
    running: [],
    ended: [{ instanceId: target.instanceId, state: "success", summary: "" }],
    ...DUE,
  } as const;
  assert.equal(stepChunk(sent, { ...polled, commandId: "other" }), null);
  assert.equal(step(sent, polled).chunk.state, "settled");
});

Deno.test("a cancelled chunk that was not sent ends at once; one on its way asks SSM", () => {
  const cancel = { kind: "cancel_requested", instanceIds: null, atMs: 2 } as const;
  assert.equal(step(first(2), cancel).chunk.state, "settled");
  const sending = step(first(2), INTENDED, cancel);
  assert.equal(sending.chunk.state, "sending");
  assert.equal(countsOf(sending.targets).pending, 2);
  const accepted = { kind: "accepted", runToken: "token", commandId: "c", ...DUE } as const;
  assert.ok(step(sending, accepted).chunk.isCancelDue);
  const resending = { kind: "resending", runToken: "token", ...DUE } as const;
  assert.equal(countsOf(step(sending, resending).targets).unknown, 2);
  const outcome = { runToken: "token", ended: [], isRefused: false } as const;
  const declined = { kind: "declined", ...outcome, ...DUE } as const;
  assert.equal(step(sending, declined).chunk.state, "settled");
  assert.equal(stepChunk(step(first(2), cancel), cancel), null);
});

Deno.test("what was sent twice is never planned anew; given up, it may have run (A05)", () => {
  const resending = { kind: "resending", runToken: "token", ...DUE } as const;
  const resent = step(first(2), INTENDED, resending);
  const outcome = { runToken: "token", ended: [], isRefused: false } as const;
  const declined = { kind: "declined", ...outcome, ...DUE } as const;
  assert.equal(stepChunk(resent, declined), null);
  const lost = {
    kind: "lost",
    runToken: "token",
    instanceIds: null,
    summary: "",
    atMs: 5,
  } as const;
  assert.equal(stepChunk(resent, { ...lost, runToken: "other" }), null);
  assert.equal(countsOf(step(resent, lost).targets).unknown, 2);
});

Deno.test("a cancel that comes while AWS is asked about another one is asked for too", () => {
  const accepted = { kind: "accepted", runToken: "token", commandId: "c", ...DUE } as const;
  const sent = step(first(2), INTENDED, accepted);
  const [one, two] = sent.targets.map(({ instanceId }) => instanceId);
  assert.ok(one && two);
  const cancel = (id: typeof one) =>
    ({ kind: "cancel_requested", instanceIds: [id], atMs: 3 }) as const;
  const both = step(sent, cancel(one), cancel(two));
  assert.equal(both.chunk.dueAtMs, 3);
  const asked = (...instanceIds: readonly (typeof one)[]) =>
    ({ kind: "cancel_sent", instanceIds, ...DUE }) as const;
  const half = step(both, asked(one));
  assert.ok(half.chunk.isCancelDue);
  assert.equal(half.chunk.dueAtMs, DUE.atMs);
  const polled = { kind: "polled", commandId: "c", running: [], ended: [], ...DUE } as const;
  assert.equal(step(half, { ...polled, dueAtMs: 99 }).chunk.dueAtMs, DUE.atMs);
  const whole = step(half, asked(one, two));
  assert.ok(!whole.chunk.isCancelDue);
  assert.equal(whole.chunk.dueAtMs, DUE.dueAtMs);
});

Deno.test("servers that take turns get the time of all turns, up to what SSM takes", () => {
  const limits = { ...batchOf([]).limits, timeoutSeconds: 3_600, deliveryTimeoutSeconds: 600 };
  const sending = step(first(50), { ...INTENDED, concurrency: 10 });
  assert.equal(sending.chunk.waves, 5);
  const command = (timeoutSeconds: number) =>
    commandOf({
      ...sending,
      batch: batchOf([], { limits: { ...limits, timeoutSeconds } }),
      ...{ script: "", runToken: "token" },
    }).deliveryTimeoutSeconds;
  assert.equal(command(3_600), 600 + 4 * 3_600);
  assert.equal(command(60), 600 + 4 * 60);
  assert.equal(deliverySeconds({ ...limits, timeoutSeconds: 172_800 }, { waves: 50 }), 2_592_000);
  assert.equal(step(first(50), INTENDED).chunk.waves, 1);
});

Deno.test("a command is sent with the errors that are left now, and not past the limit", () => {
  const works = [first(2)];
  const limits = { ...batchOf(works).limits, maxErrors: 3 };
  const failed = (count: number) =>
    batchOf(works, { limits, counts: { ...countsOf([]), failed: count } });
  const sending = step(first(2), INTENDED);
  const script = { script: "", runToken: "token" };
  assert.equal(commandOf({ ...sending, ...script, batch: failed(2) }).maxErrors, "1");
  assert.ok(maySend(failed(3)));
  assert.ok(!maySend(failed(4)));
  assert.ok(!maySend({ ...failed(0), isCancelRequested: true }));
});

Deno.test("polls do not make the first refusal of a role session a final one", () => {
  const accepted = { kind: "accepted", runToken: "token", commandId: "c", ...DUE } as const;
  const postponed = { kind: "postponed", note: "", isRefused: false, ...DUE } as const;
  const late = step(first(1), INTENDED, accepted, postponed, postponed);
  assert.equal(late.chunk.refusals, 0);
  const refused = step(late, { ...postponed, isRefused: true });
  assert.equal(refused.chunk.refusals, 1);
  const polled = { kind: "polled", commandId: "c", running: [], ended: [], ...DUE } as const;
  assert.equal(step(refused, polled).chunk.refusals, 0);
});

Deno.test("a batch whose states do not add up to its targets is never written", () => {
  const work = first(2);
  const batch = batchOf([work]);
  const broken = { ...batch, counts: { ...batch.counts, pending: 1 } };
  assert.throws(() => settledBatch(broken, 0), /do not add up/);
  const after = step(work, { kind: "given_up", summary: "", atMs: 1 });
  const next = stepBatch(batch, { before: work, after, atMs: 1 });
  assert.equal(next.counts.skipped, 2);
  assert.equal(next.state, "failed");
  assert.throws(() => stepBatch(next, { before: work, after, atMs: 1 }), /do not add up/);
});

Deno.test("the state of a batch: success means all, and waiting that nothing can proceed", () => {
  const none = countsOf([]);
  const state = (counts: Partial<Batch["counts"]>, changed: Partial<Batch> = {}) =>
    stateOf({ ...batchOf([]), counts: { ...none, ...counts }, ...changed });
  assert.equal(state({ total: 2, success: 2 }), "success");
  assert.equal(state({ total: 5, success: 1, undeliverable: 4 }), "partial");
  assert.equal(state({ total: 2, failed: 1, skipped: 1 }), "failed");
  assert.equal(state({ total: 2, cancelled: 2 }), "cancelled");
  assert.equal(state({ total: 2, cancelled: 1, failed: 1 }), "failed");
  const open = { "aws": 1, "aws-us-gov": 1 };
  const pending = { total: 2, pending: 2 };
  assert.equal(state(pending, { open, waitingFor: ["aws"] }), "running");
  assert.equal(state(pending, { open, waitingFor: ["aws", "aws-us-gov"] }), "waiting_credentials");
  assert.equal(state(pending, { open, isCancelRequested: true }), "cancelling");
});

Deno.test("the budget is given out whole, and never twice", () => {
  const works = planned(200);
  const chunks = works.map(({ chunk }) => chunk);
  const limits = { ...batchOf(works).limits, maxConcurrency: 120 };
  const due = dueTasks({ batch: batchOf(works, { limits }), chunks, busy: new Map(), nowMs: 0 });
  assert.deepEqual(due.map((task) => task.kind === "send" && task.concurrency), [50, 50]);
  const [task] = due;
  assert.ok(task);
  const busy = new Map([[task.chunk.n, task]]);
  const rest = dueTasks({ batch: batchOf(works, { limits }), chunks, busy, nowMs: 0 });
  assert.deepEqual(rest.map((each) => each.chunk.n), [1]);
  const waiting = batchOf(works, { waitingFor: ["aws"] });
  assert.deepEqual(dueTasks({ batch: waiting, chunks, busy: new Map(), nowMs: 0 }), []);
});

Deno.test("results are put into commits that the store takes", () => {
  const settled = targets(50).map(({ instanceId }) => ({
    end: { instanceId, state: "success" as const, summary: "" },
    stdout: "x".repeat(24_000),
    stderr: "y".repeat(8_000),
  }));
  const groups = settledGroups("batch", settled);
  assert.equal(groups.flatMap(({ ends }) => ends).length, 50);
  assert.ok(groups.every(({ ends }) => ends.length <= 12));
  assert.equal(settledGroups("batch", []).length, 1);
});

Deno.test("a full chunk of the longest names and summaries fits into a value of the store", () =>
  withStore(async ({ kv }) => {
    const text = "😀".repeat(128);
    const { targets: rows } = first(50);
    const largest = rows.map((row) => ({
      ...row,
      name: text,
      state: "undeliverable",
      summary: shortened(text),
      exitCode: 4_294_967_295,
      startedAtMs: 1_800_000_000_000,
      endedAtMs: 1_800_000_000_000,
    }));
    assert.ok((await kv.set(["targets"], largest)).ok);
  }));
