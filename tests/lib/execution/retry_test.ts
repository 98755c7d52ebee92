import assert from "node:assert/strict";
import { parseChangeNumber, parsedOrThrow, randomId, systemClock } from "@/lib/base/mod.ts";
import type { Executions, RetryRequest, StartResult } from "@/lib/execution/mod.ts";
import { Store } from "@/lib/store/mod.ts";
import {
  asTargets,
  type Instance,
  type SimulatedExecutions,
  started,
  tally,
  withExecutions,
} from "./simulated_executions.ts";

const PROBE = "linux/probe";
const FINAL_REPORT = "linux-qc-prep/step3-final-report";
const MANAGEMENT = "111122223333";

function healthy(fleet: SimulatedExecutions["fleet"], count: number): readonly Instance[] {
  return fleet.instances.filter(({ platform, ping, account }) =>
    platform === "linux" && ping === "online" && account === MANAGEMENT
  ).slice(0, count);
}

/** A batch whose servers have all failed. */
async function failedBatch(
  { executions, session, fleet, run }: SimulatedExecutions,
  count = 3,
) {
  const instances = healthy(fleet, count);
  const { batchId } = started(
    await executions.start(session, {
      scriptId: FINAL_REPORT,
      parameters: { change: "CHG0031001" },
      targets: asTargets(instances),
    }),
  );
  assert.equal((await run(batchId)).counts.failed, count);
  return { batchId, ids: instances.map(({ instanceId }) => instanceId) };
}

function refused(result: StartResult) {
  assert.ok(result.kind === "already_retried", JSON.stringify(result));
  return result.retries;
}

/** How often each server was sent a command. */
async function sendsByServer({ ledger }: SimulatedExecutions): Promise<Record<string, number>> {
  return tally((await ledger()).sends.flatMap(({ instanceIds }) => instanceIds));
}

for (const isApart of [false, true]) {
  Deno.test(
    `retry() pressed twice at once runs no server twice, in ${
      isApart ? "two processes" : "one process"
    } (A04)`,
    withExecutions(async (setting) => {
      const { executions, another, session, run } = setting;
      const { batchId, ids } = await failedBatch(setting);
      const retry = (by: Executions) =>
        by.retry(session, batchId, { idempotencyKey: randomId(16) });
      const results = await Promise.all(
        [1, 2, 3, 4].map(() => retry(isApart ? another() : executions)),
      );
      const [won, ...others] = results.toSorted((a) => a.kind === "started" ? -1 : 1);
      assert.ok(won);
      const { batchId: retryId } = started(won);
      for (const each of others) {
        assert.deepEqual(refused(each), [{ batchId: retryId, targets: 3 }]);
      }
      await run(retryId);
      await executions.advanceAll();
      const sends = await sendsByServer(setting);
      for (const id of ids) assert.equal(sends[id], 2, id);
      assert.equal((await executions.list({ limit: 10 })).items.length, 2);
    }),
  );
}

Deno.test(
  "a server is retried once from each batch of a line: from the newest that has it (A04)",
  withExecutions(async (setting) => {
    const { executions, session, run } = setting;
    const { batchId, ids } = await failedBatch(setting);
    const [first = "", second = ""] = ids;
    const retry = (id: string, input?: RetryRequest) => executions.retry(session, id, input);
    const one = started(await retry(batchId, { instanceIds: [first] }));
    for (const input of [{}, { instanceIds: [first] }, { instanceIds: [second, first] }]) {
      assert.deepEqual(refused(await retry(batchId, input)), [{
        batchId: one.batchId,
        targets: 1,
      }]);
    }
    const two = started(await retry(batchId, { instanceIds: ids.slice(1) }));
    assert.deepEqual(refused(await retry(batchId)), [
      { batchId: one.batchId, targets: 1 },
      { batchId: two.batchId, targets: 2 },
    ]);
    assert.equal((await run(one.batchId)).state, "failed");
    assert.equal(refused(await retry(batchId, { instanceIds: [first] })).length, 1);
    const again = started(await retry(one.batchId));
    assert.deepEqual(refused(await retry(one.batchId)), [{ batchId: again.batchId, targets: 1 }]);
    assert.equal((await executions.find(again.batchId))?.retryOf, one.batchId);
  }),
);

Deno.test(
  "a retry that is repeated with its key gives its batch, also at once (A06)",
  withExecutions(async (setting) => {
    const { executions, another, session } = setting;
    const { batchId } = await failedBatch(setting);
    const idempotencyKey = randomId(16);
    const retry = (by: Executions) => by.retry(session, batchId, { idempotencyKey });
    const results = await Promise.all([1, 2, 3, 4].map(() => retry(another())));
    results.push(await retry(executions));
    assert.equal(new Set(results.map((result) => started(result).batchId)).size, 1);
  }),
);

Deno.test(
  "10,000 servers are retried as one batch, and none of them twice (A04)",
  withExecutions(async ({ executions, another, session }) => {
    const targets = Array.from({ length: 10_000 }, (_, index) => ({
      instanceId: `i-${index.toString(16).padStart(17, "0")}`,
      account: MANAGEMENT,
      region: "us-east-1" as const,
      name: "a".repeat(256),
    }));
    const { batchId } = started(await executions.start(session, { scriptId: PROBE, targets }));
    started(await executions.cancel(session, batchId));
    const results = await Promise.all(
      [executions, another()].map((each) => each.retry(session, batchId)),
    );
    const [retried] = results.filter(({ kind }) => kind === "started");
    assert.ok(retried?.kind === "started");
    assert.equal(retried.targets, 10_000);
    const [other] = results.filter((each) => each !== retried);
    assert.ok(other);
    assert.deepEqual(refused(other), [{ batchId: retried.batchId, targets: 10_000 }]);
  }),
);

/** A database of a process that dies at its commit number `at`. */
function dyingAt(kv: Deno.Kv, at: number) {
  let commits = 0;
  const proxy = new Proxy(kv, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== "atomic") return typeof value === "function" ? value.bind(target) : value;
      return () => {
        const atomic = target.atomic();
        const commit = atomic.commit.bind(atomic);
        atomic.commit = () =>
          ++commits < at ? commit() : Promise.reject(new Error("the process died"));
        return atomic;
      };
    },
  });
  return { store: new Store(proxy, systemClock), hasDied: () => commits >= at };
}

Deno.test(
  "a retry whose process died before its batch existed keeps nobody from retrying (A04)",
  withExecutions(async (setting) => {
    const { executions, another, session, store } = setting;
    const { batchId } = await failedBatch(setting);
    let deaths = 0;
    for (let at = 1;; at++) {
      const dying = dyingAt(store.kv, at);
      const result = await another({ store: dying.store }).retry(session, batchId)
        .catch(() => null);
      if (!dying.hasDied()) {
        assert.ok(result);
        started(result);
        break;
      }
      deaths++;
    }
    assert.ok(deaths > 0);
    assert.equal((await executions.list({ limit: 10 })).items.length, 2);
  }),
);

Deno.test(
  "retry() of a source that still runs takes what has failed, and its progress is kept",
  withExecutions(async (setting) => {
    const { executions, session, fleet, run, store, clock } = setting;
    const request = {
      scriptId: FINAL_REPORT,
      parameters: { change: "CHG0031001" },
      targets: asTargets(healthy(fleet, 4)),
      options: { maxConcurrency: 1 },
    };
    const { batchId } = started(await executions.start(session, request));
    while ((await executions.find(batchId))?.counts.failed === 0) {
      await executions.advance(batchId);
      clock.pass(1);
    }
    const [result] = await Promise.all([
      executions.retry(session, batchId),
      executions.advance(batchId),
    ]);
    const retried = started(result);
    assert.equal((await run(batchId)).counts.failed, 4);
    const { value } = await store.kv.get<{ retriedBy: unknown }>(["batches", batchId]);
    assert.deepEqual(value?.retriedBy, [retried.batchId]);
  }),
);

Deno.test(
  "a server that has left the change is skipped with that reason, and the others are retried (I03)",
  withExecutions(async (setting) => {
    const { executions, session, fleet, changes, createChange, run, targets } = setting;
    const instances = healthy(fleet, 3);
    const [gone, ...staying] = instances;
    assert.ok(gone);
    const change = parsedOrThrow(parseChangeNumber("CHG0031001"));
    await createChange(change, instances);
    const request = { scriptId: FINAL_REPORT, parameters: { change }, change };
    const { batchId } = started(await executions.start(session, request));
    await run(batchId);
    const leave = async (kept: readonly Instance[]) => {
      const stored = await changes.find(change);
      assert.ok(stored);
      const ids = new Set<string>(kept.map(({ instanceId }) => instanceId));
      const instances = stored.instances.filter(({ instanceId }) => ids.has(instanceId));
      const result = await changes.replace({ ...stored, instances }, stored.version);
      assert.equal(result.kind, "replaced");
    };
    await leave(staying);
    const retried = started(await executions.retry(session, batchId));
    assert.equal(retried.targets, 3);
    const view = await run(retried.batchId);
    assert.equal(view.counts.failed, 2);
    const [skipped] = (await targets(retried.batchId)).filter(({ state }) => state === "skipped");
    assert.equal(skipped?.instanceId, gone.instanceId);
    assert.match(skipped?.summary ?? "", /not part of the change CHG0031001 any more/);
    assert.equal((await sendsByServer(setting))[gone.instanceId], 1);
    const alone = await executions.retry(session, retried.batchId, {
      instanceIds: [gone.instanceId],
    });
    assert.ok(alone.kind === "nothing_to_do");
    assert.ok(alone.reason.includes(gone.instanceId), alone.reason);
  }),
);
