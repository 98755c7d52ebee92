import assert from "node:assert/strict";
import { startSimulator } from "@/lib/aws/simulator/mod.ts";
import { previewCsv, SAMPLE_CHANGE_CSV } from "@/lib/changes/mod.ts";
import { type FleetTruth, WEB_01, withSimulatedAws } from "../simulated_aws.ts";

async function fleetOf(options: Parameters<typeof startSimulator>[0]) {
  const simulator = await startSimulator(options);
  const response = await fetch(`${simulator.url}/_simulator/fleet`);
  const truth: FleetTruth = await response.json();
  await simulator.close();
  return truth;
}

async function fixture(name: string): Promise<Uint8Array> {
  return await Deno.readFile(new URL(`../../../fixtures/${name}`, import.meta.url));
}

/** Where the fleet has an instance. */
function placeOf(instances: FleetTruth["instances"], wanted: string) {
  const found = instances.find(({ instanceId }) => instanceId === wanted);
  assert.ok(found, wanted);
  const { instanceId, account, region, partition } = found;
  return { instanceId, account, region, partition };
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
  const [basic] = previewCsv(await fixture("change-basic.csv")).changes;
  for (const { platform, name, ...place } of basic?.instances ?? []) {
    const { instanceId } = place;
    assert.deepEqual(placeOf(instances, instanceId), place);
    const found = instances.find((host) => host.instanceId === instanceId);
    assert.deepEqual([found?.platform, found?.name], [platform, name]);
  }
});

Deno.test("every server of the sample changes is in the default fleet, where they say", async () => {
  const { instances } = await fleetOf({});
  const names = ["basic", "spreadsheet", "two-numbers"];
  const files = await Promise.all(names.map((name) => fixture(`change-${name}.csv`)));
  for (const file of [...files, new TextEncoder().encode(SAMPLE_CHANGE_CSV)]) {
    const { changes } = previewCsv(file);
    const listed = changes.flatMap((change) => change.instances);
    assert.ok(listed.length > 0);
    for (const { instanceId, account, region, partition } of listed) {
      const place = { instanceId, account, region, partition };
      assert.deepEqual(placeOf(instances, instanceId), place);
    }
  }
});

Deno.test("X05: every hostile string is the name of a server of the default fleet", async () => {
  const { instances } = await fleetOf({});
  const names = new Set(instances.map(({ name }) => name));
  const strings = new TextDecoder().decode(await fixture("hostile-strings.txt")).trim().split("\n");
  assert.ok(strings.length >= 15);
  assert.deepEqual(strings.filter((text) => !names.has(text)), []);
  assert.ok([...names].some((name) => name.includes("\u202e")));
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
