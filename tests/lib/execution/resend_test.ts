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
  "one server is named": ([first = ""]) => ssmError("invalid_request", "InvalidInstanceId", first),
  "the platform is refused": ([first = ""]) =>
    ssmError("invalid_request", "UnsupportedPlatformType", first),
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
