import assert from "node:assert/strict";
import { AwsError } from "@/lib/aws/mod.ts";
import { Store } from "@/lib/store/mod.ts";
import { systemClock } from "@/lib/base/mod.ts";
import {
  assertRanOnce,
  assertTrueStates,
  asTargets,
  type Instance,
  type SimulatedExecutions,
  started,
  withExecutions,
  withSsm,
} from "./simulated_executions.ts";

const PROBE = "linux/probe";

function healthy(fleet: SimulatedExecutions["fleet"], count: number): readonly Instance[] {
  return fleet.instances.filter(({ platform, ping }) => platform === "linux" && ping === "online")
    .slice(0, count);
}

for (const brokenReply of ["drop", "500", "503html", "truncated"]) {
  Deno.test(
    `a command whose reply is lost (${brokenReply}) is found again and never sent twice (A05)`,
    withExecutions(async ({ executions, session, fleet, run, control, ledger }) => {
      const targets = asTargets(healthy(fleet, 12));
      const { batchId, chunks } = started(
        await executions.start(session, { scriptId: PROBE, targets }),
      );
      const faults = {
        brokenReplyRate: 1,
        brokenReplies: [brokenReply],
        only: ["ssm:SendCommand"],
      };
      await control("faults", faults);
      const view = await run(batchId);
      assert.equal(view.state, "success");
      const truth = await ledger();
      assertRanOnce(truth);
      assert.equal(truth.sends.length, chunks);
      assert.equal(truth.runs.length, 12);
    }),
  );
}

Deno.test(
  "a command that AWS has not taken is sent again after 30 s, with the same token (A05)",
  withExecutions(async ({ another, aws, session, fleet, clock, run, ledger }) => {
    const tokens: string[] = [];
    const losing = withSsm(aws, (ssm) => ({
      sendCommand: async (request, signal) => {
        tokens.push(request.comment);
        if (tokens.length === 1) throw unreachable();
        return await ssm.sendCommand(request, signal);
      },
    }));
    const executions = another({ aws: losing });
    const targets = asTargets(healthy(fleet, 1));
    const { batchId } = started(await executions.start(session, { scriptId: PROBE, targets }));
    for (let second = 0; second < 28; second += 2) {
      await executions.advance(batchId);
      clock.pass(2);
    }
    assert.equal(tokens.length, 1);
    const view = await run(batchId, { by: executions });
    assert.equal(view.state, "success");
    assert.equal(tokens.length, 2);
    assert.equal(new Set(tokens).size, 1);
    assertRanOnce(await ledger());
  }),
);

/** The error of a connection that nobody answers. */
function unreachable(): AwsError {
  return new AwsError({
    kind: "unreachable",
    operation: "ssm:SendCommand",
    awsCode: "ECONNREFUSED",
    awsMessage: "",
  });
}

/** A process that dies before or after its commit number `at`: nothing of it works from then on. */
function dying(kv: Deno.Kv, { at, lands }: { readonly at: number; readonly lands: boolean }) {
  let commits = 0;
  const crash = () => new Error("the process died");
  const guarded = <T>(work: () => Promise<T>) => commits >= at ? Promise.reject(crash()) : work();
  const atomicOf = (operation: Deno.AtomicOperation): Deno.AtomicOperation =>
    new Proxy(operation, {
      get(target, name) {
        if (name === "commit") {
          return async () => {
            if (commits >= at) throw crash();
            commits++;
            if (commits < at) return await target.commit();
            if (lands) await target.commit();
            throw crash();
          };
        }
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          Reflect.apply(value, target, args);
          return atomicOf(target);
        };
      },
    });
  const proxy = new Proxy(kv, {
    get(target, name) {
      if (name === "atomic") return () => atomicOf(target.atomic());
      if (name === "getMany") {
        return (...args: Parameters<Deno.Kv["getMany"]>) => guarded(() => target.getMany(...args));
      }
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { store: new Store(proxy, systemClock), hasDied: () => commits >= at };
}

for (const lands of [false, true]) {
  Deno.test(
    `advance() runs every target once, wherever its process dies ${
      lands ? "after" : "before"
    } a commit (A04)`,
    withExecutions(async (setting) => {
      const { another, executions, session, fleet, clock, run, ledger, store } = setting;
      const targets = asTargets(healthy(fleet, 4));
      let deaths = 0;
      for (let at = 1; at < 200; at++) {
        const before = (await ledger()).runs.length;
        const { batchId } = started(await executions.start(session, { scriptId: PROBE, targets }));
        const process = dying(store.kv, { at, lands });
        const mortal = another({ store: process.store });
        for (let tick = 0; tick < 8 && !process.hasDied(); tick++) {
          await mortal.advance(batchId).catch((error) => assert.ok(process.hasDied(), error));
          clock.pass(2);
        }
        clock.pass(11);
        const view = await run(batchId);
        assert.equal(view.state, "success", `died at commit ${at}`);
        const { runs } = await ledger();
        assert.equal(runs.length - before, targets.length, `died at commit ${at}`);
        if (!process.hasDied()) break;
        deaths++;
      }
      assert.ok(deaths > 10, `${deaths} deaths`);
    }, { simulator: { speed: 20 } }),
  );
}

Deno.test(
  "two processes on one store send and poll a batch as one (A04)",
  withExecutions(async ({ executions, another, session, fleet, clock, ledger }) => {
    const second = another();
    const targets = asTargets(healthy(fleet, 20));
    const { batchId, chunks } = started(
      await executions.start(session, { scriptId: PROBE, targets }),
    );
    for (let tick = 0; tick < 20; tick++) {
      await Promise.all([executions.advance(batchId), second.advance(batchId)]);
      clock.pass(1);
    }
    assert.equal((await executions.find(batchId))?.state, "success");
    const truth = await ledger();
    assertRanOnce(truth);
    assert.equal(truth.sends.length, chunks);
    assert.equal(truth.calls["ssm:GetCommandInvocation"], 20);
    assert.ok((truth.calls["ssm:ListCommandInvocations"] ?? 0) <= 3 * chunks);
  }),
);

Deno.test(
  "throttling half of all calls slows a batch down, and every target ends in its true state (A09)",
  withExecutions(async ({ executions, session, fleet, run, targets, control, ledger }) => {
    await control("faults", { throttleRate: 0.5 });
    const request = { scriptId: PROBE, targets: asTargets(fleet.instances) };
    const { batchId } = started(await executions.start(session, request));
    assert.equal((await run(batchId, { seconds: 1_800 })).state, "partial");
    assertTrueStates(fleet, await targets(batchId));
    const truth = await ledger();
    assertRanOnce(truth);
    assert.ok((truth.calls["ssm:SendCommand"] ?? 0) > truth.sends.length, "some were throttled");
  }, { simulator: { speed: 20 }, clients: { random: () => 0 } }),
);

Deno.test(
  "stop() lets work under way end, releases the lease, and another process goes on at once",
  withExecutions(async ({ another, session, fleet, run, store, ledger }) => {
    const stopped = another({ timings: { tickMs: 5, leaseMs: 600_000 } });
    const targets = asTargets(healthy(fleet, 20));
    const { batchId } = started(await stopped.start(session, { scriptId: PROBE, targets }));
    const ticker = stopped.startTicker();
    while ((await ledger()).sends.length === 0) await stopped.advance(batchId);
    await ticker.stop();
    const { value } = await store.kv.get<{ expiresAtMs: number }>(["leases", batchId]);
    assert.equal(value?.expiresAtMs, 0);
    assert.equal((await run(batchId)).state, "success");
    assertRanOnce(await ledger());
  }),
);

Deno.test(
  "a batch whose stored script was changed sends nothing and says so",
  withExecutions(async ({ executions, session, fleet, run, store, ledger, targets }) => {
    const request = { scriptId: PROBE, targets: asTargets(healthy(fleet, 2)) };
    const { batchId } = started(await executions.start(session, request));
    const version = (await executions.find(batchId))?.scriptVersion ?? "";
    await store.kv.set(["scripts", version], new TextEncoder().encode("#!/bin/bash\nid\n"));
    const view = await run(batchId);
    assert.equal(view.state, "failed");
    assert.equal(view.counts.skipped, 2);
    const [first] = await targets(batchId);
    assert.match(first?.summary ?? "", /not the one that was planned/);
    assert.equal((await ledger()).sends.length, 0);
  }),
);
