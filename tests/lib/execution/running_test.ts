import assert from "node:assert/strict";
import { AwsError } from "@/lib/aws/mod.ts";
import type { Session } from "@/lib/credentials/mod.ts";
import { randomId } from "@/lib/base/mod.ts";
import {
  assertRanOnce,
  asTargets,
  type Instance,
  type SimulatedExecutions,
  started,
  tally,
  withExecutions,
  withSsm,
} from "./simulated_executions.ts";

const PROBE = "linux/probe";
const FINAL_REPORT = "linux-qc-prep/step3-final-report";
const MANAGEMENT = "111122223333";

function healthy(fleet: SimulatedExecutions["fleet"]): readonly Instance[] {
  return fleet.instances.filter(({ platform, ping }) => platform === "linux" && ping === "online");
}

function inAccount(fleet: SimulatedExecutions["fleet"], account: string): readonly Instance[] {
  return healthy(fleet).filter((instance) => instance.account === account);
}

Deno.test(
  "expired credentials pause a batch and fail nobody; resume() goes on without a second run (A03)",
  withExecutions(async (setting) => {
    const { executions, session, fleet, clock, run, control, ledger, signIn, targets } = setting;
    const request = {
      scriptId: PROBE,
      targets: asTargets(healthy(fleet)),
      options: { maxConcurrency: 10 },
    };
    const { batchId } = started(await executions.start(session, request));
    await executions.advance(batchId);
    clock.pass(2);
    await control("faults", { expireTokens: true });
    const waiting = await run(batchId, { seconds: 60 });
    assert.equal(waiting.state, "waiting_credentials");
    assert.ok(waiting.waitingFor.includes("aws"));
    assert.equal(waiting.counts.failed + waiting.counts.unknown + waiting.counts.skipped, 0);
    const summaries = (await targets(batchId)).map(({ summary }) => summary);
    assert.ok(summaries.includes("COM credentials ended: waiting for sign-in"));
    const again = await signIn();
    started(await executions.resume(again, batchId));
    const view = await run(batchId);
    assert.equal(view.state, "success");
    assertRanOnce(await ledger());
    assert.equal((await executions.resume(again, batchId)).kind, "nothing_to_do");
  }),
);

Deno.test(
  "signing out takes the batch's credentials back: it waits, and another session may resume it",
  withExecutions(async (setting) => {
    const { executions, credentials, session, fleet, run, signIn } = setting;
    const request = { scriptId: PROBE, targets: asTargets(inAccount(fleet, MANAGEMENT)) };
    const { batchId } = started(await executions.start(session, request));
    await credentials.signOut(session);
    const waiting = await run(batchId, { seconds: 4 });
    assert.equal(waiting.state, "waiting_credentials");
    assert.equal(waiting.counts.pending, request.targets.length);
    started(await executions.resume(await signIn(), batchId));
    assert.equal((await run(batchId)).state, "success");
  }),
);

Deno.test(
  "nothing is sent with credentials that end before the script would",
  withExecutions(async ({ executions, signIn, fleet, run, ledger }) => {
    const session = await signIn(["aws"], 60_000);
    const request = {
      scriptId: "linux-qc-prep/step1-initial-qc",
      parameters: { change: "CHG0031001" },
      targets: asTargets(inAccount(fleet, MANAGEMENT)),
    };
    const { batchId } = started(await executions.start(session, request));
    assert.equal((await run(batchId, { seconds: 10 })).state, "waiting_credentials");
    assert.equal((await ledger()).sends.length, 0);
  }),
);

Deno.test(
  "resume(), cancel() and retry() need the account that the batch was started with (A01)",
  withExecutions(async ({ executions, another, session, fleet, credentials }) => {
    const request = { scriptId: PROBE, targets: asTargets(inAccount(fleet, MANAGEMENT)) };
    const { batchId } = started(await executions.start(session, request));
    const [foreign] = fleet.accounts.filter(({ id }) => id !== MANAGEMENT);
    assert.ok(foreign);
    const other = another({
      credentials: {
        held: async (own: Session, partition) => {
          const held = await credentials.held(own, partition);
          return held && { ...held, account: foreign.id };
        },
      },
    });
    assert.equal((await other.resume(session, batchId)).kind, "other_account");
    assert.equal((await other.cancel(session, batchId)).kind, "other_account");
    assert.equal((await executions.resume(session, "none")).kind, "unknown_batch");
    assert.equal((await executions.retry(session, batchId)).kind, "nothing_to_do");
    started(await executions.cancel(session, batchId));
    assert.equal((await other.retry(session, batchId)).kind, "other_account");
  }),
);

Deno.test(
  "an account without the role is skipped with role and account, and the others go on",
  withExecutions(async ({ executions, session, fleet, run, targets }) => {
    const account = "444455556666";
    const request = { scriptId: PROBE, targets: asTargets(healthy(fleet)) };
    const { batchId } = started(await executions.start(session, request));
    const view = await run(batchId);
    assert.equal(view.state, "partial");
    for (const target of await targets(batchId)) {
      assert.equal(target.state, target.account === account ? "skipped" : "success");
      if (target.account !== account) continue;
      assert.match(target.summary, /OrganizationAccountAccessRole in account 444455556666/);
    }
  }, { simulator: { accountsWithoutRole: ["444455556666"] } }),
);

Deno.test(
  "a script that fails is shown with its exit code and its last words",
  withExecutions(async ({ executions, session, fleet, run, targets }) => {
    const request = {
      scriptId: FINAL_REPORT,
      parameters: { change: "CHG0031001" },
      targets: asTargets(inAccount(fleet, MANAGEMENT)),
    };
    const { batchId } = started(await executions.start(session, request));
    const view = await run(batchId);
    assert.equal(view.state, "failed");
    for (const { state, exitCode, summary } of await targets(batchId)) {
      assert.equal(state, "failed");
      assert.equal(exitCode, 1);
      assert.match(summary, /Cannot find .*patchme\.sh/);
    }
  }),
);

Deno.test(
  "cancel() ends what was not sent at once, and the rest when SSM says so",
  withExecutions(async ({ executions, session, fleet, clock, run, ledger }) => {
    const targets = asTargets(healthy(fleet));
    const request = {
      scriptId: "linux-qc-prep/step1-initial-qc",
      parameters: { change: "CHG0031001" },
      targets,
      options: { maxConcurrency: 4 },
    };
    const { batchId } = started(await executions.start(session, request));
    await executions.advance(batchId);
    clock.pass(5);
    await executions.advance(batchId);
    const sent = (await ledger()).sends.flatMap(({ instanceIds }) => instanceIds).length;
    assert.ok(sent > 0 && sent < targets.length);
    started(await executions.cancel(session, batchId));
    const cancelling = await executions.find(batchId);
    assert.equal(cancelling?.state, "cancelling");
    assert.equal(cancelling.counts.cancelled, targets.length - sent);
    const view = await run(batchId);
    assert.equal(view.state, "cancelled");
    assert.equal(view.counts.cancelled + view.counts.success, targets.length);
    const truth = await ledger();
    assert.equal(truth.sends.flatMap(({ instanceIds }) => instanceIds).length, sent);
    assert.ok((truth.calls["ssm:CancelCommand"] ?? 0) > 0);
    assert.equal((await executions.cancel(session, batchId)).kind, "nothing_to_do");
  }),
);

Deno.test(
  "cancel() of named servers leaves the others alone and refuses names of other batches",
  withExecutions(async ({ executions, session, fleet, run, targets }) => {
    const [first, ...others] = asTargets(inAccount(fleet, MANAGEMENT));
    assert.ok(first);
    const request = { scriptId: PROBE, targets: [first, ...others] };
    const { batchId } = started(await executions.start(session, request));
    const foreign = { instanceIds: ["i-00000000000000000"] };
    assert.equal((await executions.cancel(session, batchId, foreign)).kind, "invalid");
    started(await executions.cancel(session, batchId, { instanceIds: [first.instanceId] }));
    const view = await run(batchId);
    assert.equal(view.state, "partial");
    assert.equal(view.counts.cancelled, 1);
    const cancelled = (await targets(batchId)).find(({ state }) => state === "cancelled");
    assert.equal(cancelled?.instanceId, first.instanceId);
  }),
);

Deno.test(
  "retry() runs what failed as a new batch, and what may have run only on request",
  withExecutions(async ({ executions, session, fleet, run, ledger }) => {
    const linux = fleet.instances.filter(({ platform }) => platform === "linux");
    const request = { scriptId: PROBE, targets: asTargets(linux) };
    const { batchId } = started(await executions.start(session, request));
    const view = await run(batchId);
    assert.ok(view.counts.undeliverable > 0);
    assert.equal((await executions.retry(session, batchId)).kind, "nothing_to_do");
    const uncertain = linux.find(({ ping }) => ping === "offline");
    assert.ok(uncertain);
    const named = { instanceIds: [uncertain.instanceId] };
    assert.equal((await executions.retry(session, batchId, named)).kind, "invalid");
    const sendsBefore = (await ledger()).sends.length;
    const idempotencyKey = randomId(16);
    const asked = { includeUncertain: true, idempotencyKey };
    const again = started(await executions.retry(session, batchId, asked));
    assert.equal(again.targets, view.counts.undeliverable);
    assert.equal(started(await executions.retry(session, batchId, asked)).batchId, again.batchId);
    const second = await run(again.batchId);
    assert.equal(second.retryOf, batchId);
    assert.equal(second.state, "failed");
    assert.ok((await ledger()).sends.length > sendsBefore);
  }),
);

Deno.test(
  "one budget of concurrency counts over all accounts, regions and partitions",
  withExecutions(async ({ executions, session, fleet, clock, ledger }) => {
    const request = {
      scriptId: "linux-qc-prep/step1-initial-qc",
      parameters: { change: "CHG0031001" },
      targets: asTargets(healthy(fleet)),
      options: { maxConcurrency: 5 },
    };
    const { batchId } = started(await executions.start(session, request));
    let most = 0;
    for (let tick = 0; tick < 600; tick++) {
      await executions.advance(batchId);
      const page = await executions.targets(batchId, { limit: 100, state: "in_progress" });
      most = Math.max(most, page?.matching ?? 0);
      if ((await executions.find(batchId))?.state === "success") break;
      clock.pass(2);
    }
    assert.equal((await executions.find(batchId))?.state, "success");
    assert.ok(most > 1 && most <= 5, `${most} at once`);
    assertRanOnce(await ledger());
  }),
);

Deno.test(
  "past maxErrors nothing more is sent anywhere, and the rest is skipped with that reason",
  withExecutions(async ({ executions, session, fleet, run, targets, ledger }) => {
    const request = {
      scriptId: FINAL_REPORT,
      parameters: { change: "CHG0031001" },
      targets: asTargets(healthy(fleet)),
      options: { maxConcurrency: 4, maxErrors: 0 },
    };
    const { batchId } = started(await executions.start(session, request));
    const view = await run(batchId);
    assert.equal(view.state, "failed");
    assert.ok(view.counts.failed >= 1 && view.counts.failed <= 4);
    assert.equal(view.counts.failed + view.counts.skipped, request.targets.length);
    const reasons = tally((await targets(batchId)).map(({ summary }) => summary));
    assert.ok(Object.keys(reasons).some((text) => text.includes("error limit")));
    assert.equal((await ledger()).runs.length, view.counts.failed);
  }),
);

Deno.test(
  "a server that AWS refuses without naming it is found by halving, and the others run (A08)",
  withExecutions(async ({ another, aws, session, fleet, run, targets }) => {
    const nameless = withSsm(aws, (ssm) => ({
      sendCommand: async (request, signal) => {
        try {
          return await ssm.sendCommand(request, signal);
        } catch (error) {
          if (!(error instanceof AwsError) || error.awsCode !== "InvalidInstanceId") throw error;
          const { kind, operation, awsCode } = error;
          throw new AwsError({ kind, operation, awsCode, awsMessage: "" });
        }
      },
    }));
    const executions = another({ aws: nameless });
    const linux = fleet.instances.filter(({ platform }) => platform === "linux");
    const request = { scriptId: PROBE, targets: asTargets(linux) };
    const { batchId } = started(await executions.start(session, request));
    await run(batchId, { by: executions });
    const states = new Map<string, string>(
      (await targets(batchId)).map(({ instanceId, state }) => [instanceId, state]),
    );
    for (const { instanceId, ping } of linux) {
      assert.equal(states.get(instanceId), ping === "online" ? "success" : "undeliverable");
    }
  }),
);

Deno.test(
  "a host that gives no answer is unknown only after both time limits (A07)",
  withExecutions(async ({ another, aws, session, fleet, clock, run }) => {
    const silent = withSsm(aws, () => ({
      listCommandInvocations: () => Promise.resolve({ items: [] }),
    }));
    const executions = another({ aws: silent });
    const request = {
      scriptId: PROBE,
      targets: asTargets(inAccount(fleet, MANAGEMENT).slice(0, 1)),
      options: { timeoutSeconds: 60, deliveryTimeoutSeconds: 30 },
    };
    const { batchId } = started(await executions.start(session, request));
    const early = await run(batchId, { by: executions, seconds: 380 });
    assert.equal(early.state, "running");
    assert.equal(early.counts.pending, 1);
    clock.pass(30);
    const late = await run(batchId, { by: executions, seconds: 60 });
    assert.equal(late.counts.unknown, 1);
    assert.equal(late.state, "failed");
  }),
);

Deno.test(
  "an unchanged batch keeps its version, and asking for it reads one key",
  withExecutions(async ({ executions, session, fleet, clock, run }) => {
    const request = {
      scriptId: "linux-qc-prep/step1-initial-qc",
      parameters: { change: "CHG0031001" },
      targets: asTargets(inAccount(fleet, MANAGEMENT)),
    };
    const { batchId } = started(await executions.start(session, request));
    await run(batchId, { seconds: 6 });
    const before = await executions.version(batchId);
    clock.pass(3);
    await executions.advance(batchId);
    const after = await executions.version(batchId);
    assert.equal(after?.version, before?.version);
    assert.ok(before?.checkedAt);
    assert.ok((await executions.find(batchId))?.predictedEndAt);
    const view = await run(batchId);
    assert.ok(view.version > (before?.version ?? 0));
    assert.equal(view.predictedEndAt, null);
  }),
);

Deno.test(
  "a second who looks on costs AWS no call: when to ask is the chunk's affair",
  withExecutions(async ({ executions, session, fleet, clock, ledger, run }) => {
    const request = {
      scriptId: "linux-qc-prep/step1-initial-qc",
      parameters: { change: "CHG0031001" },
      targets: asTargets(inAccount(fleet, MANAGEMENT)),
    };
    const { batchId } = started(await executions.start(session, request));
    await run(batchId, { seconds: 6 });
    const { calls } = await ledger();
    const look = async () => {
      await Promise.all([executions.version(batchId), executions.find(batchId)]);
      await executions.advance(batchId);
    };
    for (let looks = 0; looks < 20; looks++) await Promise.all([look(), look()]);
    assert.deepEqual((await ledger()).calls, calls);
    clock.pass(8);
    await Promise.all([look(), look()]);
    const polled = (await ledger()).calls;
    const chunks = (await executions.find(batchId))?.commands.length ?? 0;
    const listings = (polled["ssm:ListCommandInvocations"] ?? 0) -
      (calls["ssm:ListCommandInvocations"] ?? 0);
    assert.ok(listings > 0 && listings <= chunks, `${listings} listings of ${chunks} chunks`);
  }),
);

Deno.test(
  "the ticker carries batches on by itself, starts at once, and stops when told",
  withExecutions(async ({ another, session, fleet, clock, store }) => {
    const executions = another({ timings: { tickMs: 20 } });
    const ticker = executions.startTicker();
    const request = { scriptId: PROBE, targets: asTargets(inAccount(fleet, MANAGEMENT)) };
    const { batchId } = started(await executions.start(session, request));
    for (;;) {
      await executions.advance(batchId);
      if ((await executions.find(batchId))?.state === "success") break;
      clock.pass(1);
    }
    await ticker.stop();
    const left = await Array.fromAsync(store.kv.list({ prefix: ["active_batches"] }));
    assert.deepEqual(left, []);
    const lent = await Array.fromAsync(store.kv.list({ prefix: ["batch_credentials"] }));
    assert.deepEqual(lent, []);
  }),
);

Deno.test(
  "a script's own summary is told of its successes, without escapes; where it has none, the last line",
  withExecutions(async ({ session, fleet, run, another, targets }) => {
    const request = { scriptId: PROBE, targets: asTargets(healthy(fleet).slice(0, 3)) };
    const summariesBy = async (summary: (stdout: string) => string) => {
      const executions = another({ summaries: { [PROBE]: summary } });
      const { batchId } = started(await executions.start(session, request));
      await run(batchId, { by: executions });
      return tally((await targets(batchId)).map((target) => target.summary));
    };
    const plain = await summariesBy(() => "");
    const own = await summariesBy((stdout) => `\u001b[1m${stdout.length > 0}\u001b[0m\u0007`);
    assert.deepEqual(own, { true: 3 });
    assert.ok(!("" in plain) && !("true" in plain));
  }),
);

Deno.test(
  "where nothing ticks, looking at a stale batch carries it on without waiting for it",
  withExecutions(async ({ executions, session, fleet, clock, ledger }) => {
    const targets = asTargets(inAccount(fleet, MANAGEMENT).slice(0, 1));
    const { batchId } = started(await executions.start(session, { scriptId: PROBE, targets }));
    await executions.version(batchId);
    assert.equal((await ledger()).sends.length, 0);
    clock.pass(4);
    assert.equal((await executions.version(batchId))?.version, 1);
    await executions.advance(batchId);
    assert.equal((await ledger()).sends.length, 1);
    for (let looks = 0; (await executions.find(batchId))?.state !== "success"; looks++) {
      assert.ok(looks < 100);
      clock.pass(4);
      await ledger();
    }
  }),
);
