import assert from "node:assert/strict";
import { Store } from "@/lib/store/mod.ts";
import { systemClock } from "@/lib/base/mod.ts";
import { asTargets, started, withExecutions } from "./simulated_executions.ts";

const PROBE = { scriptId: "linux/probe" };

/** A store that counts what it reads of targets: keys, and lists of a whole batch. */
function counting(kv: Deno.Kv) {
  const reads = { keys: 0, lists: 0 };
  const proxy = new Proxy(kv, {
    get(target, name) {
      if (name === "getMany") {
        return (...[keys, options]: Parameters<Deno.Kv["getMany"]>) => {
          reads.keys += keys.filter(([kind]) => kind === "targets").length;
          return target.getMany(keys, options);
        };
      }
      if (name === "list") {
        return (...args: Parameters<Deno.Kv["list"]>) => {
          reads.lists++;
          return target.list(...args);
        };
      }
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { store: new Store(proxy, systemClock), reads };
}

Deno.test(
  "eachTarget() gives every target with its output, and nothing of a batch that is unknown",
  withExecutions(async ({ executions, session, fleet, run, targets }) => {
    const request = { ...PROBE, targets: asTargets(fleet.instances) };
    const { batchId } = started(await executions.start(session, request));
    await run(batchId);
    const details = await Array.fromAsync(executions.eachTarget(batchId));
    const bare = details.map(({ stdout: _, stderr: __, truncated: ___, ...view }) => view);
    assert.deepEqual(bare, await targets(batchId));
    for (const detail of details) {
      assert.equal(detail.stdout !== "", detail.state === "success", detail.instanceId);
    }
    assert.deepEqual(await Array.fromAsync(executions.eachTarget("none")), []);
  }),
);

Deno.test(
  "target() searches a batch once, then reads one chunk a target",
  withExecutions(async ({ executions, another, session, fleet, run, store, createChange }) => {
    const linux = fleet.instances.filter(({ platform }) => platform === "linux");
    const change = await createChange("CHG0031001", linux);
    const { batchId } = started(await executions.start(session, { ...PROBE, change }));
    const counted = counting(store.kv);
    const reader = another({ store: counted.store });
    const read = async () => {
      for (const { instanceId } of linux) {
        const target = await reader.target(batchId, instanceId);
        assert.ok("stdout" in target, instanceId);
        assert.equal(target.instanceId, instanceId);
      }
      assert.deepEqual(await reader.target(batchId, "i-1"), { kind: "unknown_target" });
    };
    await read();
    assert.equal(counted.reads.lists, 2);
    assert.equal(counted.reads.keys, linux.length + 1);
    await run(batchId);
    await read();
    assert.ok(counted.reads.lists <= 4);
  }),
);
