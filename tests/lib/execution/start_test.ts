import assert from "node:assert/strict";
import { systemClock } from "@/lib/base/mod.ts";
import type { StartRequest } from "@/lib/execution/mod.ts";
import { Store } from "@/lib/store/mod.ts";
import {
  asTargets,
  type Instance,
  type SimulatedExecutions,
  started,
  withExecutions,
} from "./simulated_executions.ts";

const STEP_1 = "linux-qc-prep/step1-initial-qc";

function firstOf(fleet: SimulatedExecutions["fleet"], count: number): readonly Instance[] {
  return fleet.instances.filter(({ platform, ping, account }) =>
    platform === "linux" && ping === "online" && account === "111122223333"
  ).slice(0, count);
}

Deno.test(
  "start() refuses what is wrong, sends nothing, and keeps foreign instances in the audit",
  withExecutions(async (setting) => {
    const { executions, session, fleet, createChange, ledger, store } = setting;
    const [one, two, foreign] = firstOf(fleet, 3);
    assert.ok(one && two && foreign);
    const change = await createChange("CHG0031001", [one, two]);
    const probe = { scriptId: "linux/probe" };
    const invalid: readonly (readonly [string, StartRequest])[] = [
      ["neither change nor targets", probe],
      ["both", { ...probe, change, targets: asTargets([one]) }],
      ["no instance", { ...probe, change, instanceIds: [] }],
      ["no target", { ...probe, targets: [] }],
      ["a duplicate", { ...probe, targets: asTargets([one, one]) }],
      ["a duplicate id", { ...probe, change, instanceIds: [one.instanceId, one.instanceId] }],
      ["a foreign id", { ...probe, change, instanceIds: [one.instanceId, foreign.instanceId] }],
      ["an unknown parameter", { ...probe, change, parameters: { text: "rm -rf /" } }],
      ["a bad limit", { ...probe, change, options: { timeoutSeconds: 1 } }],
    ];
    for (const [name, request] of invalid) {
      assert.equal((await executions.start(session, request)).kind, "invalid", name);
    }
    assert.equal(
      (await executions.start(session, { ...probe, change: "CHG9" })).kind,
      "unknown_change",
    );
    const unknown = await executions.start(session, { scriptId: "no/script", change });
    assert.equal(unknown.kind, "unknown_script");
    assert.equal((await ledger()).sends.length, 0);
    assert.equal((await executions.list({ limit: 10 })).items.length, 0);
    const records = await Array.fromAsync(
      store.kv.list<{ details: object }>({ prefix: ["audit"] }),
    );
    const texts = records.map(({ value }) => JSON.stringify(value.details));
    assert.ok(texts.some((text) => text.includes(foreign.instanceId)));
  }),
);

Deno.test(
  "a batch of a change takes account, region and platform from the change",
  withExecutions(async ({ executions, session, fleet, createChange, run, ledger }) => {
    const instances = firstOf(fleet, 3);
    const change = await createChange("CHG0031002", instances);
    const ids = instances.slice(0, 2).map(({ instanceId }) => instanceId);
    const request = { scriptId: STEP_1, change, instanceIds: ids, parameters: { change } };
    const { batchId } = started(await executions.start(session, request));
    const view = await run(batchId);
    assert.equal(view.state, "success");
    assert.equal(view.change, change);
    assert.deepEqual((await ledger()).runs.map(({ instanceId }) => instanceId).sort(), ids.sort());
    assert.equal((await executions.latest(change, STEP_1))?.batchId, batchId);
    assert.equal(await executions.latest(change, "linux/probe"), null);
    const target = await executions.target(batchId, ids[0] ?? "");
    assert.ok("stdout" in target);
    assert.match(target.stdout, /QC report/);
    assert.equal(target.exitCode, 0);
  }),
);

Deno.test(
  "a script that the server is not configured for is refused with the variables to set",
  withExecutions(async ({ another, session, fleet }) => {
    const executions = another({ settings: {} });
    const request = {
      scriptId: STEP_1,
      parameters: { change: "CHG0031001" },
      targets: asTargets(firstOf(fleet, 1)),
    };
    assert.deepEqual(await executions.start(session, request), {
      kind: "not_configured",
      variables: ["LINUX_PATCHER_URL"],
    });
  }),
);

Deno.test(
  "start() is refused where a partition has no credentials, and nothing is sent anywhere",
  withExecutions(async ({ executions, signIn, fleet, ledger }) => {
    const session = await signIn(["aws"]);
    const request = { scriptId: "linux/probe", targets: asTargets(fleet.instances) };
    assert.deepEqual(await executions.start(session, request), {
      kind: "not_signed_in",
      partitions: ["aws-us-gov"],
    });
    await executions.advanceAll();
    assert.equal((await ledger()).sends.length, 0);
  }),
);

Deno.test(
  "one idempotency key makes one batch, from one process or two at once (A06)",
  withExecutions(async ({ executions, another, session, fleet, store, clock }) => {
    const request: StartRequest = {
      scriptId: "linux/probe",
      targets: asTargets(firstOf(fleet, 2)),
      idempotencyKey: "key-1",
    };
    const results = await Promise.all([
      executions.start(session, request),
      another().start(session, request),
      executions.start(session, request),
    ]);
    assert.equal(new Set(results.map((result) => started(result).batchId)).size, 1);
    assert.equal((await executions.list({ limit: 10 })).items.length, 1);
    const other = { ...request, options: { maxConcurrency: 1 } };
    assert.deepEqual(await executions.start(session, other), { kind: "key_reused" });
    const starts = (await Array.fromAsync(store.kv.list<{ action: string }>({ prefix: ["audit"] })))
      .filter(({ value }) => value.action === "execution_started");
    assert.equal(starts.length, 1);
    clock.pass(25 * 3_600);
    const refused = await executions.start(session, request);
    assert.notEqual(refused.kind, "key_reused");
  }),
);

/** A database that lands a commit of a batch's header and then says that it did not. */
function landing(kv: Deno.Kv, report: () => Deno.KvCommitError): Deno.Kv {
  let reports = 0;
  const atomicOf = (operation: Deno.AtomicOperation): Deno.AtomicOperation => {
    let isHeader = false;
    const proxy: Deno.AtomicOperation = new Proxy(operation, {
      get(target, name) {
        if (name === "commit") {
          return async () => {
            const result = await target.commit();
            return isHeader && result.ok && reports++ === 0 ? report() : result;
          };
        }
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...args: readonly unknown[]) => {
          const [key] = args;
          isHeader ||= name === "set" && Array.isArray(key) && key[0] === "batches";
          Reflect.apply(value, target, args);
          return proxy;
        };
      },
    });
    return proxy;
  };
  return new Proxy(kv, {
    get(target, name) {
      if (name === "atomic") return () => atomicOf(target.atomic());
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

const REPORTS: Readonly<Record<string, () => Deno.KvCommitError>> = {
  "as a conflict": () => ({ ok: false }),
  "as a locked database": () => {
    throw new TypeError("database is locked");
  },
};

for (const [name, report] of Object.entries(REPORTS)) {
  for (const idempotencyKey of ["key-1", undefined]) {
    Deno.test(
      `a batch whose commit landed and was reported ${name} is kept whole, ${
        idempotencyKey ? "with" : "without"
      } a key (A06)`,
      withExecutions(async ({ another, executions, session, fleet, store, run }) => {
        const faulty = another({ store: new Store(landing(store.kv, report), systemClock) });
        const request = {
          scriptId: "linux/probe",
          targets: asTargets(firstOf(fleet, 2)),
          ...(idempotencyKey && { idempotencyKey }),
        };
        const { batchId } = started(await faulty.start(session, request));
        assert.equal((await executions.list({ limit: 10 })).items.length, 1);
        assert.equal((await run(batchId)).counts.success, 2);
        const records = store.kv.list<{ action: string }>({ prefix: ["audit"] });
        const actions = (await Array.fromAsync(records)).map(({ value }) => value.action);
        assert.deepEqual(actions.filter((action) => action === "execution_started").length, 1);
      }),
    );
  }
}

Deno.test(
  "plan() shows the commands and the script without the server's settings, and starts nothing",
  withExecutions(async ({ executions, session, fleet, ledger }) => {
    const result = await executions.plan(session, {
      scriptId: STEP_1,
      parameters: { change: "CHG0031001" },
      targets: asTargets(fleet.instances),
    });
    assert.ok(result.kind === "planned");
    const planned = result.chunks.flatMap(({ instanceIds }) => instanceIds);
    assert.equal(planned.length + result.skipped.length, fleet.instances.length);
    assert.match(result.script, /PCM_PATCHER_URL='\[LINUX_PATCHER_URL\]'/);
    assert.match(result.script, /PCM_CHANGE='CHG0031001'/);
    assert.equal(result.predictedSeconds, 120);
    assert.equal((await executions.list({ limit: 10 })).items.length, 0);
    assert.equal((await ledger()).sends.length, 0);
  }),
);

Deno.test(
  "lists show batches newest first, by page, script, state and actor",
  withExecutions(async ({ executions, session, fleet, clock, run, createChange }) => {
    const instances = firstOf(fleet, 1);
    const change = await createChange("CHG0031003", instances);
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) {
      const request = { scriptId: "linux/probe", change };
      ids.unshift(started(await executions.start(session, request)).batchId);
      clock.pass(1);
    }
    const first = await executions.list({ limit: 2 });
    assert.deepEqual(first.items.map(({ batchId }) => batchId), ids.slice(0, 2));
    assert.ok(first.nextCursor);
    const rest = await executions.list({ limit: 10, cursor: first.nextCursor, change });
    assert.deepEqual(rest.items.map(({ batchId }) => batchId), ids.slice(2));
    assert.equal(rest.nextCursor, null);
    await run(ids[4] ?? "");
    const ended = await executions.list({ limit: 10, state: "success", actor: "pcmoperator" });
    assert.deepEqual(ended.items.map(({ batchId }) => batchId), ids.slice(4));
    assert.equal((await executions.list({ limit: 10, script: STEP_1 })).items.length, 0);
    assert.equal(await executions.find("none"), null);
    assert.equal(await executions.version("none"), null);
    assert.equal(await executions.targets("none", { limit: 1 }), null);
    assert.deepEqual(await executions.target("none", "i-1"), { kind: "unknown_batch" });
    assert.deepEqual(await executions.target(ids[0] ?? "", "i-1"), { kind: "unknown_target" });
    const invalid = { code: "invalid_cursor", status: 422 };
    for (const cursor of ["", "junk", "1.a.b", "-1.b", `${"9".repeat(17)}.b`]) {
      await assert.rejects(executions.list({ limit: 1, cursor }), invalid, cursor);
      const page = executions.targets(ids[0] ?? "", { limit: 1, cursor });
      await assert.rejects(page, invalid, cursor);
    }
  }),
);

Deno.test(
  "names that are longer than a key of the store are unknown, as other names that nothing has",
  withExecutions(async ({ executions, session, fleet }) => {
    const long = "x".repeat(3_000);
    assert.equal(await executions.find(long), null);
    assert.equal(await executions.version(long), null);
    assert.equal(await executions.targets(long, { limit: 1 }), null);
    assert.deepEqual(await executions.target(long, "i-1"), { kind: "unknown_batch" });
    assert.deepEqual(await Array.fromAsync(executions.eachTarget(long)), []);
    assert.equal(await executions.latest(long, "linux/probe"), null);
    assert.deepEqual((await executions.list({ limit: 1, change: long })).items, []);
    for (
      const result of [
        await executions.cancel(session, long),
        await executions.retry(session, long),
        await executions.resume(session, long),
      ]
    ) assert.deepEqual(result, { kind: "unknown_batch", batchId: long });
    const request = { scriptId: "linux/probe", targets: asTargets(firstOf(fleet, 1)) };
    const { batchId } = started(await executions.start(session, request));
    assert.deepEqual(await executions.target(batchId, long), { kind: "unknown_target" });
  }),
);

Deno.test(
  "51 servers of one region take two commands, and targets() pages, filters and searches (A08)",
  withExecutions(async ({ executions, session, fleet, run, ledger }) => {
    const place = (instance: Instance) => `${instance.account} ${instance.region}`;
    const cell = Map.groupBy(
      fleet.instances.filter(({ platform, ping }) => platform === "linux" && ping === "online"),
      place,
    ).values().find(({ length }) => length >= 51)?.slice(0, 51);
    assert.ok(cell);
    const targets = asTargets(cell);
    const started51 = started(
      await executions.start(session, { scriptId: "linux/probe", targets }),
    );
    assert.equal(started51.chunks, 2);
    const view = await run(started51.batchId);
    assert.equal(view.state, "success");
    assert.equal(view.counts.success, 51);
    const { sends } = await ledger();
    assert.deepEqual(sends.map(({ instanceIds }) => instanceIds.length).sort(), [1, 50]);
    const page = await executions.targets(started51.batchId, { limit: 20 });
    assert.equal(page?.items.length, 20);
    assert.equal(page?.matching, 51);
    const last = await executions.targets(started51.batchId, { limit: 20, cursor: "40" });
    assert.equal(last?.items.length, 11);
    assert.equal(last?.nextCursor, null);
    const [one] = cell;
    assert.ok(one);
    const q = one.instanceId.toUpperCase();
    const found = await executions.targets(started51.batchId, { limit: 5, q, state: "success" });
    assert.deepEqual(found?.items.map(({ instanceId }) => instanceId), [one.instanceId]);
    const none = await executions.targets(started51.batchId, { limit: 5, state: "failed" });
    assert.equal(none?.matching, 0);
  }, { simulator: { instances: 1_200 } }),
);
