import assert from "node:assert/strict";
import { HOUR_MS, parseAccountId, parsedOrThrow, parseInstanceId } from "@/lib/base/mod.ts";
import { Roles, type Session } from "@/lib/credentials/mod.ts";
import { Inventory, type InventoryInstance, type InventoryRequest } from "@/lib/inventory/mod.ts";
import type { SimulatorOptions } from "@/lib/aws/simulator/mod.ts";
import { type FleetTruth, type SimulatedAws, withSimulatedAws } from "../aws/simulated_aws.ts";
import { enterNobody, newSessions } from "../sessions/test_sessions.ts";
import { withStore } from "../store/memory_store.ts";

const MANAGEMENT = parsedOrThrow(parseAccountId("111122223333"));
const WORKLOADS = parsedOrThrow(parseAccountId("444455556666"));
const GOV = parsedOrThrow(parseAccountId("012345678901"));

interface Setting extends SimulatedAws {
  readonly inventory: Inventory;
  readonly list: (request?: Partial<InventoryRequest>) => ReturnType<Inventory["instances"]>;
  readonly truth: FleetTruth;
  readonly session: Session;
}

function withInventory(
  test: (setting: Setting) => Promise<void>,
  { simulator = {}, signedIn = ["aws", "aws-us-gov"] }: {
    readonly simulator?: SimulatorOptions;
    readonly signedIn?: readonly string[];
  } = {},
): () => Promise<void> {
  return withSimulatedAws((simulated) =>
    withStore(async (store) => {
      const { aws, clock, simulator: { credentials } } = simulated;
      const { sessions } = await newSessions(store);
      const { session } = await sessions.signIn(null, enterNobody);
      const inventory = new Inventory({
        ...{ aws, clock },
        roles: new Roles({ aws, clock, roleName: "OrganizationAccountAccessRole" }),
        credentials: {
          held: (_, partition) =>
            Promise.resolve(
              signedIn.includes(partition)
                ? {
                  credentials: credentials[partition === "aws" ? "com" : "gov"],
                  account: partition === "aws" ? MANAGEMENT : GOV,
                  arn: `arn:${partition}:sts::${MANAGEMENT}:assumed-role/PCMOperator/operator`,
                  expiresAtMs: clock.now() + HOUR_MS,
                }
                : null,
            ),
        },
      });
      const list = (request: Partial<InventoryRequest> = {}) =>
        inventory.instances(session, { partition: "aws", limit: 200, ...request });
      const truth = await simulated.control<FleetTruth>("fleet");
      try {
        await test({ ...simulated, inventory, list, truth, session });
      } finally {
        inventory.forget(session);
      }
    }), { simulator });
}

/** Asks until the list is complete. */
async function complete(list: Setting["list"], request: Partial<InventoryRequest> = {}) {
  for (;;) {
    const answer = await list(request);
    assert.equal(answer.kind, "listed");
    assert.ok(answer.kind === "listed");
    if (answer.complete) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const placed = ({ instanceId, region }: FleetTruth["instances"][number] | InventoryInstance) =>
  `${region} ${instanceId}`;

Deno.test(
  "the servers of an account are listed over its regions, with what Systems Manager says of each",
  withInventory(async ({ list, truth }) => {
    for (const account of [MANAGEMENT, WORKLOADS]) {
      const { items, failures, scannedRegions, totalRegions } = await complete(list, { account });
      const own = truth.instances.filter((each) => each.account === account);
      assert.deepEqual(items.map(placed).toSorted(), own.map(placed).toSorted());
      assert.deepEqual([failures, scannedRegions], [[], totalRegions]);
      const pings = new Map(own.map(({ instanceId, ping }) => [instanceId, ping]));
      for (const { instanceId, ping, name, tags } of items) {
        assert.equal(ping, pings.get(instanceId));
        assert.equal(tags.Name, name);
      }
    }
    const gov = await complete(list, { partition: "aws-us-gov" });
    assert.equal(gov.account, GOV);
    assert.ok(gov.items.every(({ partition }) => partition === "aws-us-gov"));
  }),
);

Deno.test(
  "the filter goes by all that is shown, and pages hold every server once",
  withInventory(async ({ list, truth }) => {
    const all = await complete(list);
    const west = await complete(list, { region: "us-west-2" });
    assert.deepEqual(
      west.items,
      all.items.filter(({ region }) => region === "us-west-2"),
    );
    const offline = await complete(list, { q: "OFFLINE" });
    assert.deepEqual(
      offline.items.map(({ instanceId }) => instanceId).toSorted(),
      truth.instances.filter(({ account, ping }) => account === MANAGEMENT && ping === "offline")
        .map(({ instanceId }) => instanceId).toSorted(),
    );
    const pages: InventoryInstance[] = [];
    let cursor: string | undefined;
    do {
      const page = await complete(list, { limit: 4, cursor });
      pages.push(...page.items);
      assert.equal(page.matching, all.items.length);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(pages, all.items);
    await assert.rejects(list({ cursor: "x".repeat(3_000) }), { code: "invalid_cursor" });
  }),
);

Deno.test(
  "a list is kept for five minutes, asked anew on request, and dropped on sign-out",
  withInventory(async ({ inventory, list, session, control, clock }) => {
    const calls = async () =>
      (await control<{ calls: Record<string, number> }>("ledger")).calls["ec2:DescribeInstances"] ??
        0;
    const first = await complete(list);
    const asked = await calls();
    await complete(list);
    assert.equal(await calls(), asked);
    await list({ refresh: true });
    await complete(list);
    assert.equal(await calls(), 2 * asked);
    clock.pass(5 * 60);
    await complete(list);
    assert.equal(await calls(), 3 * asked);
    inventory.forget(session);
    assert.deepEqual((await complete(list)).items.map(placed), first.items.map(placed));
    assert.equal(await calls(), 4 * asked);
  }),
);

Deno.test(
  "a region that AWS refuses is named with the reason, and the others are listed",
  withInventory(async ({ list, control }) => {
    await control("faults", { errorRate: 1, only: ["ssm:DescribeInstanceInformation"] });
    const { failures, totalRegions, scannedRegions } = await complete(list);
    assert.equal(failures.length, totalRegions);
    assert.equal(scannedRegions, totalRegions);
    for (const { message } of failures) assert.match(message, /AWS/);
  }),
);

Deno.test(
  "the accounts are those of the organization; who may not list them sees the own one",
  withInventory(async ({ inventory, session, truth }) => {
    const listed = await inventory.accounts(session, { partition: "aws", limit: 50 });
    assert.ok(listed.kind === "listed");
    const own = truth.accounts.filter(({ partition }) => partition === "aws");
    assert.deepEqual(
      listed.items.map(({ id }) => id).toSorted(),
      own.map(({ id }) => id).toSorted(),
    );
    assert.equal(listed.isOwnAccountOnly, false);
  }),
);

Deno.test(
  "without credentials AWS is not asked",
  withInventory(async ({ inventory, list, session, control }) => {
    assert.deepEqual(await list(), { kind: "not_signed_in", partitions: ["aws"] });
    assert.equal(
      (await inventory.accounts(session, { partition: "aws", limit: 50 })).kind,
      "not_signed_in",
    );
    const { calls } = await control<{ calls: Record<string, number> }>("ledger");
    assert.deepEqual(calls, {});
  }, { signedIn: [] }),
);

Deno.test(
  "one server is found where it is, and nowhere else",
  withInventory(async ({ inventory, session, truth }) => {
    const server = truth.instances.find(({ account, ping }) =>
      account === WORKLOADS && ping === "online"
    );
    assert.ok(server);
    const instanceId = parsedOrThrow(parseInstanceId(server.instanceId));
    const place = { partition: "aws", account: WORKLOADS, instanceId } as const;
    const found = await inventory.instance(session, { ...place, region: server.region });
    assert.ok(found.kind === "found");
    assert.deepEqual([found.instance?.name, found.instance?.ping], [server.name, "online"]);
    const elsewhere = await inventory.instance(session, { ...place, region: "eu-west-1" });
    assert.deepEqual(elsewhere, { kind: "found", instance: null });
  }),
);
