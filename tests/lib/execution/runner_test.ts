import assert from "node:assert/strict";
import { systemClock } from "@/lib/base/mod.ts";
import { Store } from "@/lib/store/mod.ts";
import {
  asTargets,
  type SimulatedExecutions,
  started,
  withExecutions,
  withSsm,
} from "./simulated_executions.ts";

function request({ fleet }: Pick<SimulatedExecutions, "fleet">, count = 3) {
  const targets = asTargets(
    fleet.instances.filter(({ platform, ping }) => platform === "linux" && ping === "online")
      .slice(0, count),
  );
  const parameters = { change: "CHG0031001" };
  return { scriptId: "linux-qc-prep/step1-initial-qc", parameters, targets };
}

/** A store that counts how often the chunks of a batch are listed. */
function countingChunks(kv: Deno.Kv) {
  const reads = { chunks: 0 };
  const proxy = new Proxy(kv, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== "list") return typeof value === "function" ? value.bind(target) : value;
      return (...args: Parameters<Deno.Kv["list"]>) => {
        const [selector] = args;
        if ("prefix" in selector && selector.prefix[0] === "chunks") reads.chunks++;
        return target.list(...args);
      };
    },
  });
  return { store: new Store(proxy, systemClock), reads };
}

Deno.test(
  "a batch of which nothing is due is looked at by its header alone, until something is",
  withExecutions(async (setting) => {
    const { executions, another, session, run, store, clock } = setting;
    const { batchId } = started(await executions.start(session, request(setting)));
    const { store: counted, reads } = countingChunks(store.kv);
    const counting = another({ store: counted });
    await counting.advance(batchId);
    await counting.advance(batchId);
    const before = reads.chunks;
    for (let look = 0; look < 20; look++) await counting.advance(batchId);
    assert.equal(reads.chunks, before);
    clock.pass(2);
    await counting.advance(batchId);
    assert.ok(reads.chunks > before);
    assert.equal((await run(batchId, { by: counting })).state, "success");
  }),
);

Deno.test(
  "what another process or an operator changes is seen at once, though nothing was due before",
  withExecutions(async (setting) => {
    const { executions, another, session, clock, ledger } = setting;
    const { batchId } = started(await executions.start(session, request(setting)));
    const quiet = another();
    await quiet.advance(batchId);
    clock.pass(1);
    await quiet.advance(batchId);
    assert.equal((await ledger()).calls["ssm:CancelCommand"], undefined);
    started(await executions.cancel(session, batchId));
    await quiet.advance(batchId);
    assert.ok((await ledger()).calls["ssm:CancelCommand"]);
  }),
);

Deno.test(
  "losing the lease ends calls to AWS, is no error, and is logged once",
  withExecutions(async (setting) => {
    const { another, aws, session, store, log, executions, run } = setting;
    const stuck = withSsm(aws, () => ({
      sendCommand: async (_request, signal) => {
        const lease = { owner: "another", fence: 7, expiresAtMs: 0 };
        await store.kv.set(["leases", batchId], lease);
        const { promise, reject } = Promise.withResolvers<never>();
        signal?.addEventListener("abort", () => reject(signal.reason));
        return await promise;
      },
    }));
    const losing = another({ aws: stuck, timings: { renewMs: 5, adoptMs: 0 } });
    const { batchId } = started(await losing.start(session, request(setting)));
    await losing.advanceAll();
    const lines = log.map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ level, message }) => [level, message]), [
      ["INFO", "The lease of a batch was lost: whoever has it goes on"],
    ]);
    assert.equal((await run(batchId, { by: executions })).state, "success");
  }),
);
