import assert from "node:assert/strict";
import type { Ssm } from "@/lib/aws/mod.ts";
import {
  type FleetTruth,
  instanceId,
  shellCommand,
  type SimulatedAws,
  WEB_01,
  WEB_02,
  withSimulatedAws,
} from "../simulated_aws.ts";

const EAST = "us-east-1";
const AD_01 = instanceId("i-0a1b2c3d4e5f60004");

function ssmOf({ aws, simulator }: SimulatedAws): Ssm {
  return aws.ssm({ credentials: simulator.credentials.com, region: EAST });
}

function script(id: string, ...assignments: readonly string[]): string {
  return ["#!/bin/bash", ...assignments, `# pcm-script: ${id}`, "true"].join("\n");
}

/** The invocations of a command by instance: StatusDetails. */
async function details(ssm: Ssm, commandId: string) {
  const { items } = await ssm.listCommandInvocations({ commandId });
  return items.map(({ instanceId, statusDetails }) => [instanceId, statusDetails]);
}

Deno.test(
  "a command becomes visible, runs, and gives the QC report with its exit code and times",
  withSimulatedAws(async (simulated) => {
    const { clock } = simulated;
    const ssm = ssmOf(simulated);
    const sent = await ssm.sendCommand(shellCommand(script("linux-qc-prep/step1-initial-qc")));
    const key = { commandId: sent.commandId, instanceId: WEB_01 };
    assert.deepEqual([sent.status, sent.targetCount], ["Pending", 1]);
    await assert.rejects(ssm.getCommandInvocation(key), {
      kind: "not_found",
      awsCode: "InvocationDoesNotExist",
      awsMessage: "",
    });
    assert.deepEqual(await details(ssm, sent.commandId), []);
    clock.pass(3);
    const running = await ssm.getCommandInvocation(key);
    assert.deepEqual([running.status, running.exitCode, running.stdout], [
      "InProgress",
      undefined,
      "",
    ]);
    clock.pass(60);
    const ended = await ssm.getCommandInvocation(key);
    assert.deepEqual([ended.statusDetails, ended.exitCode], ["Success", 0]);
    assert.match(ended.stdout, /kernel version\): 4\.18\.0-553\.40\.1\.el8_10\.x86_64/);
    assert.match(ended.stdout, /kernel\.x86_64 +4\.18\.0-553\.50\.1\.el8_10 +rhel-8/);
    assert.ok((ended.endedAtMs ?? 0) - (ended.startedAtMs ?? 0) >= 20_000);
    const [command] = (await ssm.listCommands({ commandId: sent.commandId })).items;
    assert.deepEqual([command?.status, command?.completedCount], ["Success", 1]);
  }),
);

Deno.test(
  "what AWS refuses is refused: too many, twice, unknown, foreign, unregistered, another platform",
  withSimulatedAws(async (simulated) => {
    const ssm = ssmOf(simulated);
    const refused = async (awsCode: string, request: Parameters<Ssm["sendCommand"]>[0]) => {
      await assert.rejects(ssm.sendCommand(request), { awsCode });
    };
    const many = Array.from(
      { length: 51 },
      (_, index) => instanceId(`i-${String(index).padStart(17, "0")}`),
    );
    await refused("ValidationException", shellCommand("id", { instanceIds: many }));
    await refused("ValidationException", shellCommand("id", { comment: "x".repeat(101) }));
    await refused("ValidationException", shellCommand("id", { maxConcurrency: "0" }));
    await refused("DuplicateInstanceId", shellCommand("id", { instanceIds: [WEB_01, WEB_01] }));
    await refused("InvalidInstanceId", shellCommand("id", { instanceIds: [WEB_01, AD_01] }));
    await refused("InvalidParameters", {
      ...shellCommand("id"),
      parameters: { commands: ["id"], colour: ["red"] },
    });
    await refused("InvalidParameters", shellCommand("id", { executionTimeout: "172801" }));
    await refused("MaxDocumentSizeExceeded", shellCommand("x".repeat(65_536)));
    await refused("InvalidDocument", { ...shellCommand("id"), documentName: "AWS-Other" });
    const member = await memberSsm(simulated);
    await assert.rejects(member.sendCommand(shellCommand("id", { instanceIds: [AD_01] })), {
      awsCode: "UnsupportedPlatformType",
      awsMessage: /i-0a1b2c3d4e5f60004 of platform type Windows/,
    });
    const { sends } = await simulated.control<{ sends: unknown[] }>("ledger");
    assert.deepEqual(sends, []);
  }),
);

async function memberSsm({ aws, simulator: { credentials: { com } } }: SimulatedAws) {
  const credentials = await aws.sts({ credentials: com, region: EAST }).assumeRole({
    roleArn: "arn:aws:iam::444455556666:role/OrganizationAccountAccessRole",
    sessionName: "operator",
    durationSeconds: 900,
  });
  return aws.ssm({ credentials, region: EAST });
}

Deno.test(
  "a run token seen twice by a host is refused with 97 and the first run's exit code",
  withSimulatedAws(async (simulated) => {
    const ssm = ssmOf(simulated);
    const request = shellCommand(script("linux/probe", "PCM_RUN_TOKEN='a-token'"));
    await ssm.sendCommand(request);
    simulated.clock.pass(10);
    const { commandId } = await ssm.sendCommand(request);
    simulated.clock.pass(10);
    const second = await ssm.getCommandInvocation({ commandId, instanceId: WEB_01 });
    assert.deepEqual([second.exitCode, second.stdout], [97, "0\n"]);
    const { runs } = await simulated.control<{ runs: Record<string, unknown>[] }>("ledger");
    assert.deepEqual(
      runs.map(({ runToken, refusedAsDuplicate }) => [runToken, refusedAsDuplicate]),
      [["a-token", false], ["a-token", true]],
    );
  }),
);

Deno.test(
  "a script past its limit times out, and a failed one stops the hosts after it",
  withSimulatedAws(async (simulated) => {
    const ssm = ssmOf(simulated);
    const slow = await ssm.sendCommand(
      shellCommand(script("linux-qc-prep/step1-initial-qc"), { executionTimeout: "5" }),
    );
    const failing = await ssm.sendCommand(
      shellCommand(script("linux-qc-prep/step2-stage-kernel", "PCM_KERNEL='9.9.9'"), {
        ...{ instanceIds: [WEB_01, WEB_02], maxConcurrency: "1", maxErrors: "0" },
      }),
    );
    simulated.clock.pass(300);
    assert.deepEqual(await details(ssm, slow.commandId), [[WEB_01, "ExecutionTimedOut"]]);
    assert.deepEqual(await details(ssm, failing.commandId), [
      [WEB_01, "Failed"],
      [WEB_02, "Terminated"],
    ]);
    const ended = await ssm.getCommandInvocation({ ...failing, instanceId: WEB_01 });
    assert.deepEqual([ended.exitCode, ended.stderr], [1, "No package kernel-9.9.9 available.\n"]);
  }),
);

Deno.test(
  "a cancelled command first says so, and ends without an exit code",
  withSimulatedAws(async (simulated) => {
    const ssm = ssmOf(simulated);
    const { commandId } = await ssm.sendCommand(
      shellCommand(script("linux-qc-prep/step1-initial-qc")),
    );
    simulated.clock.pass(5);
    await ssm.cancelCommand({ commandId });
    assert.deepEqual(await details(ssm, commandId), [[WEB_01, "Cancelling"]]);
    simulated.clock.pass(5);
    const ended = await ssm.getCommandInvocation({ commandId, instanceId: WEB_01 });
    assert.deepEqual([ended.status, ended.exitCode], ["Cancelled", undefined]);
    const [command] = (await ssm.listCommands({ commandId })).items;
    assert.equal(command?.status, "Cancelled");
  }),
);

Deno.test(
  "agents that are dead, slow or lying end as SSM reports them",
  withSimulatedAws(async (simulated) => {
    const { clock } = simulated;
    const ssm = ssmOf(simulated);
    const request = shellCommand(script("linux/probe"), { instanceIds: [WEB_01, WEB_02] });
    const { commandId } = await ssm.sendCommand(request);
    clock.pass(30);
    assert.deepEqual(await details(ssm, commandId), [[WEB_01, "Pending"], [
      WEB_02,
      "Undeliverable",
    ]]);
    clock.pass(600);
    assert.deepEqual((await details(ssm, commandId))[0], [WEB_01, "DeliveryTimedOut"]);
    const { runs } = await simulated.control<{ runs: { instanceId: string }[] }>("ledger");
    assert.deepEqual(runs.map(({ instanceId }) => instanceId), [WEB_02]);
  }, { simulator: { deliveries: { [WEB_01]: "dead", [WEB_02]: "ghost" } } }),
);

Deno.test(
  "pings tell online, offline and unregistered instances apart",
  withSimulatedAws(async (simulated) => {
    const truth = await simulated.control<FleetTruth>("fleet");
    const own = truth.instances.filter(({ account, region }) =>
      account === "111122223333" && region === EAST
    );
    const { items } = await ssmOf(simulated).describeInstanceInformation({
      instanceIds: own.map((host) => instanceId(host.instanceId)),
    });
    const expected = own.filter(({ ping }) => ping !== "not_registered").map((
      host,
    ) => [host.instanceId, host.ping === "online" ? "Online" : "ConnectionLost"]);
    assert.deepEqual(items.map(({ instanceId, pingStatus }) => [instanceId, pingStatus]), expected);
    assert.deepEqual(
      new Set(truth.instances.map(({ ping }) => ping)),
      new Set(["online", "offline", "not_registered"]),
    );
  }),
);

Deno.test(
  "a staged kernel shows in step 3 and runs after the patch",
  withSimulatedAws(async (simulated) => {
    const ssm = ssmOf(simulated);
    const settings = ["PCM_CHANGE='CHG0031001'", "PCM_KERNEL='4.18.0-553.50.1.el8_10'"];
    await ssm.sendCommand(shellCommand(script("linux-qc-prep/step2-stage-kernel", ...settings)));
    simulated.clock.pass(150);
    const { commandId } = await ssm.sendCommand(
      shellCommand(script("linux-qc-prep/step3-final-report", ...settings)),
    );
    simulated.clock.pass(20);
    const { stdout } = await ssm.getCommandInvocation({ commandId, instanceId: WEB_01 });
    assert.match(stdout, /^=== QC Report ===\n[^]*=== Patch Script ===\n[^]*553\.50\.1/);
    await simulated.control("patch", {});
    const { instances } = await simulated.control<FleetTruth>("fleet");
    const web = instances.find((host) => host.instanceId === WEB_01);
    assert.equal(web?.qc?.currentKernel, "4.18.0-553.50.1.el8_10.x86_64");
  }),
);

Deno.test(
  "long output is cut at 24,000 characters with the agent's mark",
  withSimulatedAws(async (simulated) => {
    const truth = await simulated.control<FleetTruth>("fleet");
    const { aws, simulator, clock } = simulated;
    const outputs: string[] = [];
    const own = truth.instances.filter(({ account, platform, ping }) =>
      account === "012345678901" && platform === "linux" && ping === "online"
    );
    for (const { instanceId: id, region } of own) {
      const ssm = aws.ssm({ credentials: simulator.credentials.gov, region });
      const target = instanceId(id);
      const { commandId } = await ssm.sendCommand(
        shellCommand(script("linux/probe"), { instanceIds: [target] }),
      );
      clock.pass(30);
      outputs.push((await ssm.getCommandInvocation({ commandId, instanceId: target })).stdout);
    }
    const [cut] = outputs.filter((output) => output.endsWith("\n---Output truncated---"));
    assert.equal(cut?.length, 24_000);
    assert.ok(outputs.some((output) => output.includes("\u001b]8;;javascript:")));
  }),
);

Deno.test(
  "calls above the rate are throttled, until time has passed",
  withSimulatedAws(async (simulated) => {
    const ssm = ssmOf(simulated);
    const send = () =>
      ssm.sendCommand(shellCommand("id")).then(() => "sent", (error) => error.kind);
    const outcomes = await Promise.all(Array.from({ length: 25 }, send));
    assert.equal(outcomes.filter((outcome) => outcome === "throttled").length, 5);
    simulated.clock.pass(1);
    assert.equal(await send(), "sent");
  }),
);

Deno.test(
  "twenty times the speed lets twenty times as much happen, and the times stay true",
  withSimulatedAws(async (simulated) => {
    const ssm = ssmOf(simulated);
    const text = script("linux-qc-prep/step1-initial-qc");
    const { commandId, requestedAtMs } = await ssm.sendCommand(shellCommand(text));
    assert.equal(requestedAtMs, simulated.clock.now());
    simulated.clock.pass(62 / 20);
    const ended = await ssm.getCommandInvocation({ commandId, instanceId: WEB_01 });
    assert.equal(ended.status, "Success");
    assert.ok((ended.endedAtMs ?? Infinity) <= simulated.clock.now());
  }, { simulator: { speed: 20 } }),
);

Deno.test(
  "exit code 194 restarts the host and runs the script again, until the command is cancelled",
  withSimulatedAws(async (simulated) => {
    const ssm = ssmOf(simulated);
    const { commandId } = await ssm.sendCommand(shellCommand("#!/bin/bash\nexit 194"));
    simulated.clock.pass(100);
    const runs = async () =>
      (await simulated.control<{ runs: { runToken: string | null }[] }>("ledger")).runs.length;
    assert.ok(await runs() >= 2);
    assert.deepEqual(await details(ssm, commandId), [[WEB_01, "InProgress"]]);
    await ssm.cancelCommand({ commandId });
    simulated.clock.pass(5);
    const count = await runs();
    simulated.clock.pass(100);
    assert.equal(await runs(), count);
    assert.deepEqual(await details(ssm, commandId), [[WEB_01, "Cancelled"]]);
  }),
);

Deno.test(
  "another exit code than 0 fails",
  withSimulatedAws(async (simulated) => {
    const ssm = ssmOf(simulated);
    const { commandId } = await ssm.sendCommand(shellCommand("#!/bin/bash\nexit 7"));
    simulated.clock.pass(10);
    const ended = await ssm.getCommandInvocation({ commandId, instanceId: WEB_01 });
    assert.deepEqual([ended.statusDetails, ended.exitCode], ["Failed", 7]);
  }),
);
