import assert from "node:assert/strict";
import { AwsError, type AwsErrorKind } from "@/lib/aws/mod.ts";
import {
  assertRanOnce,
  asTargets,
  type SimulatedExecutions,
  started,
  withExecutions,
  withSsm,
} from "./simulated_executions.ts";

function ssmError(kind: AwsErrorKind, awsCode: string, awsMessage = ""): AwsError {
  return new AwsError({ kind, operation: "ssm:SendCommand", awsCode, awsMessage });
}

/** AWS takes the first command, but neither its reply nor a list tells so; the next one fails. */
function forgetful(
  { aws }: Pick<SimulatedExecutions, "aws">,
  { answer, isFound = () => false }: {
    readonly answer: (instanceIds: readonly string[]) => AwsError;
    readonly isFound?: () => boolean;
  },
) {
  const tokens: string[] = [];
  const clients = withSsm(aws, (ssm) => ({
    sendCommand: async (request, signal) => {
      tokens.push(request.comment);
      if (tokens.length === 2) throw answer(request.instanceIds);
      const sent = await ssm.sendCommand(request, signal);
      if (tokens.length === 1) throw ssmError("unreachable", "ECONNRESET");
      return sent;
    },
    listCommands: async (request, signal) =>
      isFound() ? await ssm.listCommands(request, signal) : { items: [] },
  }));
  return { clients, tokens };
}

function two({ fleet }: Pick<SimulatedExecutions, "fleet">) {
  return asTargets(
    fleet.instances.filter(({ platform, ping, account, region }) =>
      platform === "linux" && ping === "online" && account === "111122223333" &&
      region === "us-east-1"
    ).slice(0, 2),
  );
}

const REFUSALS: Readonly<Record<string, (instanceIds: readonly string[]) => AwsError>> = {
  "no server is named": () => ssmError("invalid_request", "InvalidInstanceId"),
  "the call is denied": () => ssmError("denied", "AccessDeniedException"),
};

for (const [name, answer] of Object.entries(REFUSALS)) {
  Deno.test(
    `a command whose reply was lost and whose second sending is refused is never sent anew: ${name} (A05)`,
    withExecutions(async (setting) => {
      const { another, session, run, ledger, targets } = setting;
      const { clients, tokens } = forgetful(setting, { answer });
      const executions = another({ aws: clients });
      const request = { scriptId: "linux/probe", targets: two(setting) };
      const { batchId } = started(await executions.start(session, request));
      const view = await run(batchId, { by: executions });
      assert.equal(view.counts.unknown, 2);
      for (const { summary } of await targets(batchId)) assert.match(summary, /^May have run: /);
      assert.equal(new Set(tokens).size, 1);
      assert.equal(tokens.length, 2);
      const truth = await ledger();
      assert.equal(truth.runs.length, 2);
      assertRanOnce(truth);
      assert.equal((await executions.retry(session, batchId)).kind, "nothing_to_do");
    }),
  );
}

for (const awsCode of ["InvalidInstanceId", "UnsupportedPlatformType"]) {
  Deno.test(
    `a server that a second sending is refused for does not keep the others from running: ${awsCode} (A05)`,
    withExecutions(async (setting) => {
      const { another, session, run, ledger, targets } = setting;
      const answer = ([first = ""]: readonly string[]) =>
        ssmError("invalid_request", awsCode, `Instances [[${first}]] not in a valid state`);
      const { clients, tokens } = forgetful(setting, { answer });
      const executions = another({ aws: clients });
      const request = { scriptId: "linux/probe", targets: two(setting) };
      const { batchId } = started(await executions.start(session, request));
      await run(batchId, { by: executions });
      const [first, second] = await targets(batchId);
      assert.equal(first?.state, "unknown");
      assert.match(first.summary, /^May have run: /);
      assert.equal(second?.state, "success");
      assert.deepEqual(tokens, Array.from({ length: 3 }, () => tokens[0]));
      assertRanOnce(await ledger());
    }),
  );
}

Deno.test(
  "a second sending that is refused lets the first one be found all the same (A05)",
  withExecutions(async (setting) => {
    const { another, session, run, ledger } = setting;
    let isFound = false;
    const answer = () => {
      isFound = true;
      return ssmError("denied", "AccessDeniedException");
    };
    const { clients } = forgetful(setting, { answer, isFound: () => isFound });
    const executions = another({ aws: clients });
    const request = { scriptId: "linux/probe", targets: two(setting) };
    const { batchId } = started(await executions.start(session, request));
    assert.equal((await run(batchId, { by: executions })).state, "success");
    assertRanOnce(await ledger());
  }),
);

Deno.test(
  "a second sending that is throttled is repeated with the same token (A05)",
  withExecutions(async (setting) => {
    const { another, session, run, ledger } = setting;
    const answer = () => ssmError("throttled", "ThrottlingException");
    const { clients, tokens } = forgetful(setting, { answer });
    const executions = another({ aws: clients });
    const request = { scriptId: "linux/probe", targets: two(setting) };
    const { batchId } = started(await executions.start(session, request));
    assert.equal((await run(batchId, { by: executions })).state, "success");
    assert.equal(tokens.length, 3);
    assert.equal(new Set(tokens).size, 1);
    assertRanOnce(await ledger());
  }),
);

Deno.test(
  "a batch that is cancelled while a reply is missing sends nothing again and claims nothing (A05)",
  withExecutions(async (setting) => {
    const { another, session, run, targets } = setting;
    const { clients, tokens } = forgetful(setting, { answer: () => ssmError("denied", "No") });
    const executions = another({ aws: clients });
    const request = { scriptId: "linux/probe", targets: two(setting) };
    const { batchId } = started(await executions.start(session, request));
    await executions.advance(batchId);
    started(await executions.cancel(session, batchId));
    const view = await run(batchId, { by: executions });
    assert.equal(view.counts.unknown, 2);
    assert.equal(tokens.length, 1);
    for (const { summary } of await targets(batchId)) assert.match(summary, /^May have run: /);
  }),
);

Deno.test(
  "a command whose reply was lost and that cannot be made again is lost, with the reason (A05)",
  withExecutions(async (setting) => {
    const { another, session, run, targets, createChange, fleet } = setting;
    const { clients, tokens } = forgetful(setting, { answer: () => ssmError("denied", "No") });
    const scriptId = "linux-qc-prep/step1-initial-qc";
    const ids = new Set(two(setting).map(({ instanceId }) => instanceId));
    const instances = fleet.instances.filter(({ instanceId }) => ids.has(instanceId));
    const change = await createChange("CHG0099001", instances);
    const request = { scriptId, change, parameters: { change } };
    const executions = another({ aws: clients });
    const { batchId } = started(await executions.start(session, request));
    await executions.advance(batchId);
    assert.equal(tokens.length, 1);
    const unset = another({ aws: clients, settings: {} });
    const view = await run(batchId, { by: unset, seconds: 60 });
    assert.equal(view.counts.unknown, 2);
    assert.equal(tokens.length, 1);
    for (const { summary } of await targets(batchId)) {
      assert.match(summary, /^May have run: .*The server lacks the setting LINUX_PATCHER_URL/);
    }
  }),
);

/** AWS takes the command without a reply, and refuses to list commands until it is told to. */
function secretive(
  { aws }: Pick<SimulatedExecutions, "aws">,
  isListed: () => boolean = () => false,
) {
  const tokens: string[] = [];
  const clients = withSsm(aws, (ssm) => ({
    sendCommand: async (request, signal) => {
      tokens.push(request.comment);
      await ssm.sendCommand(request, signal);
      throw ssmError("unreachable", "ECONNRESET");
    },
    listCommands: async (request, signal) => {
      if (isListed()) return await ssm.listCommands(request, signal);
      throw ssmError("denied", "AccessDeniedException", "not yours");
    },
  }));
  return { clients, tokens };
}

Deno.test(
  "a command whose reply was lost and that AWS refuses to list is lost in the end, with the reason (A05)",
  withExecutions(async (setting) => {
    const { another, session, run, targets, clock, ledger } = setting;
    const { clients, tokens } = secretive(setting);
    const executions = another({ aws: clients });
    const { batchId } = started(
      await executions.start(session, {
        scriptId: "linux/probe",
        targets: two(setting),
        options: { timeoutSeconds: 60, deliveryTimeoutSeconds: 30 },
      }),
    );
    await executions.advance(batchId);
    const version = (await executions.find(batchId))?.version ?? 0;
    const waiting = await run(batchId, { by: executions, seconds: 300 });
    assert.equal(waiting.counts.pending, 2);
    assert.ok(waiting.version > version);
    for (const { summary } of await targets(batchId)) {
      assert.match(
        summary,
        /^being sent; AWS does not tell more: AccessDeniedException "not yours"/,
      );
    }
    clock.pass(120);
    const view = await run(batchId, { by: executions, seconds: 60 });
    assert.equal(view.counts.unknown, 2);
    for (const { summary } of await targets(batchId)) {
      assert.match(summary, /^May have run: .*AccessDeniedException "not yours"/);
    }
    assert.equal(tokens.length, 1);
    assertRanOnce(await ledger());
  }),
);

Deno.test(
  "cancelling ends a command that AWS refuses to list as one that may have run (A05)",
  withExecutions(async (setting) => {
    const { another, session, run, targets } = setting;
    const { clients, tokens } = secretive(setting);
    const executions = another({ aws: clients });
    const request = { scriptId: "linux/probe", targets: two(setting) };
    const { batchId } = started(await executions.start(session, request));
    await executions.advance(batchId);
    started(await executions.cancel(session, batchId));
    const view = await run(batchId, { by: executions, seconds: 120 });
    assert.equal(view.counts.unknown, 2);
    assert.equal(tokens.length, 1);
    for (const { summary } of await targets(batchId)) assert.match(summary, /^May have run: /);
  }),
);

Deno.test(
  "a command that AWS lists again after a while is followed, and the reason is gone",
  withExecutions(async (setting) => {
    const { another, session, run, targets } = setting;
    let isAllowed = false;
    const { clients } = secretive(setting, () => isAllowed);
    const executions = another({ aws: clients });
    const request = { scriptId: "linux/probe", targets: two(setting) };
    const { batchId } = started(await executions.start(session, request));
    await run(batchId, { by: executions, seconds: 60 });
    isAllowed = true;
    assert.equal((await run(batchId, { by: executions })).state, "success");
    for (const { summary } of await targets(batchId)) assert.doesNotMatch(summary, /AccessDenied/);
  }),
);
