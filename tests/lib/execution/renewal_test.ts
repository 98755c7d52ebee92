import assert from "node:assert/strict";
import type { Session } from "@/lib/credentials/mod.ts";
import { asTargets, started, withExecutions, withSsm } from "./simulated_executions.ts";

const PROBE = "linux/probe";

Deno.test(
  "lendAfterSignIn() lets the same identity's batches go on, and the view tells until when",
  withExecutions(async (setting) => {
    const { executions, session, fleet, clock, run, control, signIn } = setting;
    const linux = fleet.instances.filter(({ platform, ping }) =>
      platform === "linux" && ping === "online"
    );
    const request = { scriptId: PROBE, targets: asTargets(linux) };
    const { batchId } = started(await executions.start(session, request));
    const lent = await executions.find(batchId);
    const endAt = new Date(clock.now() + 3_600_000).toISOString();
    assert.deepEqual(lent?.credentialsEndAt, { "aws": endAt, "aws-us-gov": endAt });
    await control("faults", { expireTokens: true });
    assert.equal((await run(batchId, { seconds: 10 })).state, "waiting_credentials");
    const again = await signIn();
    await executions.lendAfterSignIn(again, "aws-us-gov");
    const half = await executions.find(batchId);
    assert.deepEqual(half?.waitingFor, ["aws"]);
    await executions.lendAfterSignIn(again, "aws");
    const view = await run(batchId);
    assert.equal(view.state, "success");
    assert.deepEqual(view.credentialsEndAt, { "aws": null, "aws-us-gov": null });
  }),
);

Deno.test(
  "lendAfterSignIn() leaves alone what another identity of the account has lent (A01)",
  withExecutions(async ({ executions, another, session, fleet, clock, credentials, signIn }) => {
    const one = fleet.instances.filter(({ platform, partition }) =>
      platform === "linux" && partition === "aws"
    ).slice(0, 1);
    const request = { scriptId: PROBE, targets: asTargets(one) };
    const { batchId } = started(await executions.start(session, request));
    const before = await executions.find(batchId);
    clock.pass(60);
    const later = await signIn();
    const foreign = another({
      credentials: {
        held: async (own: Session, partition) => {
          const held = await credentials.held(own, partition);
          return held && { ...held, arn: `${held.arn}-else` };
        },
      },
    });
    await foreign.lendAfterSignIn(later, "aws");
    const kept = await executions.find(batchId);
    assert.deepEqual(kept?.credentialsEndAt, before?.credentialsEndAt);
    assert.equal(kept?.version, before?.version);
    await executions.lendAfterSignIn(later, "aws");
    const renewed = await executions.find(batchId);
    assert.ok((renewed?.credentialsEndAt.aws ?? "") > (before?.credentialsEndAt.aws ?? ""));
  }),
);

Deno.test(
  "one idempotency key finds a GovCloud batch also after signing in to Commercial (A06)",
  withExecutions(async ({ executions, fleet, signIn, credentials }) => {
    const gov = await signIn(["aws-us-gov"]);
    const targets = asTargets(
      fleet.instances.filter(({ partition }) => partition === "aws-us-gov"),
    );
    const request = { scriptId: PROBE, targets, idempotencyKey: "key-1" };
    const first = started(await executions.start(gov, request));
    const both = await signIn();
    assert.notEqual(await credentials.held(both, "aws"), null);
    assert.equal(started(await executions.start(both, request)).batchId, first.batchId);
  }),
);

Deno.test(
  "a slow call that fails with ended credentials does not stop a batch that was lent new ones",
  withExecutions(async ({ another, aws, session, fleet, run, control, signIn }) => {
    let calls = 0;
    const slow = withSsm(aws, (ssm) => ({
      sendCommand: async (request, signal) => {
        if (++calls === 1) {
          await control("faults", { expireTokens: true });
          await executions.lendAfterSignIn(await signIn(["aws"]), "aws");
        }
        return await ssm.sendCommand(request, signal);
      },
    }));
    const executions = another({ aws: slow });
    const one = fleet.instances.filter(({ platform, account, ping }) =>
      platform === "linux" && account === "111122223333" && ping === "online"
    ).slice(0, 1);
    const request = { scriptId: PROBE, targets: asTargets(one) };
    const { batchId } = started(await executions.start(session, request));
    const view = await run(batchId, { by: executions, seconds: 60 });
    assert.equal(view.state, "success");
    assert.equal(calls, 2);
  }),
);
