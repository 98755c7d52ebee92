import assert from "node:assert/strict";
import { startSimulator } from "@/lib/aws/simulator/mod.ts";
import { type FleetTruth, WEB_01, withSimulatedAws } from "../simulated_aws.ts";

async function fleetOf(options: Parameters<typeof startSimulator>[0]) {
  const simulator = await startSimulator(options);
  const response = await fetch(`${simulator.url}/_simulator/fleet`);
  const truth: FleetTruth = await response.json();
  await simulator.close();
  return truth;
}

Deno.test("the same seed gives the same fleet, another seed other ids", async () => {
  const [first, again, other] = await Promise.all([1, 1, 2].map((seed) => fleetOf({ seed })));
  assert.deepEqual(first, again);
  assert.notDeepEqual(first, other);
});

Deno.test("the fleet has the sizes asked for, and always the servers of the sample changes", async () => {
  const { accounts, instances } = await fleetOf({ instances: 500, accounts: 10, regions: 5 });
  assert.equal(instances.length, 500);
  assert.equal(new Set(instances.map(({ instanceId }) => instanceId)).size, 500);
  assert.equal(accounts.filter(({ partition }) => partition === "aws").length, 9);
  const commercial = instances.filter(({ region }) => !region.startsWith("us-gov-"));
  assert.equal(new Set(commercial.map(({ region }) => region)).size, 5);
  const change = await Deno.readTextFile(
    new URL("../../../fixtures/change-basic.csv", import.meta.url),
  );
  for (const row of change.trim().split("\n").slice(1)) {
    const [, instanceId, account, region, platform, name] = row.split(",");
    const found = instances.find((host) => host.instanceId === instanceId);
    assert.deepEqual(
      [found?.account, found?.region, found?.platform, found?.name],
      [account, region, platform, name],
    );
  }
});

Deno.test("both verdicts and every distribution of the tools occur in the default fleet", async () => {
  const { instances } = await fleetOf({});
  const distributions = new Set(
    instances.map((host) => "distribution" in host ? host.distribution : undefined),
  );
  assert.equal(distributions.size, 7);
  assert.deepEqual(
    new Set(instances.map(({ qc }) => qc?.passes)),
    new Set([true, false, undefined]),
  );
});

Deno.test(
  "a reset forgets commands and faults and keeps the credentials",
  withSimulatedAws(async ({ aws, simulator, control }) => {
    const scope = { credentials: simulator.credentials.com, region: "us-east-1" } as const;
    const parameters = { commands: ["id"] };
    const request = {
      ...{ documentName: "AWS-RunShellScript", instanceIds: [WEB_01], parameters, comment: "" },
      ...{ deliveryTimeoutSeconds: 600, maxConcurrency: "1", maxErrors: "0" },
    };
    await aws.ssm(scope).sendCommand(request);
    await control("faults", { errorRate: 1 });
    await control("reset", {});
    const ledger = await control<Record<string, unknown>>("ledger");
    assert.deepEqual(ledger, { calls: {}, sends: [], runs: [] });
    await aws.ssm(scope).sendCommand(request);
  }),
);

Deno.test("faults that nobody knows are refused", async () => {
  const simulator = await startSimulator();
  for (const body of ['{"throttleRate":2}', '{"other":1}', "{"]) {
    const response = await fetch(`${simulator.url}/_simulator/faults`, { method: "POST", body });
    assert.equal(response.status, 422);
    await response.body?.cancel();
  }
  await simulator.close();
});

Deno.test("an unsigned request, and one without a service, is refused", async () => {
  const simulator = await startSimulator();
  const response = await fetch(simulator.url, { method: "POST", body: "{}" });
  assert.equal(response.status, 403);
  assert.match(await response.text(), /MissingAuthenticationToken/);
  await simulator.close();
});
