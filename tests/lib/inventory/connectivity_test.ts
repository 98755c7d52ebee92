import assert from "node:assert/strict";
import { AwsError, createAwsClients } from "@/lib/aws/mod.ts";
import { HOUR_MS, MINUTE_MS, parseAccountId, parsedOrThrow } from "@/lib/base/mod.ts";
import { type Change, parseChangeInput } from "@/lib/changes/mod.ts";
import { type HeldCredentials, Roles, type Session } from "@/lib/credentials/mod.ts";
import {
  Connectivity,
  type ConnectivityOptions,
  type ConnectivityResult,
} from "@/lib/inventory/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { type FleetTruth, type SimulatedAws, withSimulatedAws } from "../aws/simulated_aws.ts";
import { enterNobody, newSessions } from "../sessions/test_sessions.ts";
import { withStore } from "../store/memory_store.ts";

const ROLE = "OrganizationAccountAccessRole";
const SHARED = parsedOrThrow(parseAccountId("777788889999"));
const MANAGEMENT = parsedOrThrow(parseAccountId("111122223333"));
const GOV = parsedOrThrow(parseAccountId("012345678901"));

type Place = Pick<FleetTruth["instances"][number], "instanceId" | "account" | "region"> & {
  readonly platform?: string;
};

/** A change of these servers. */
function changeOf(instances: readonly Place[]): Change {
  const parsed = parseChangeInput({ number: "CHG0031001", instances });
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const at = "2026-11-23T12:00:00.000Z";
  const { number, description, status } = parsed.value;
  return {
    ...{ number, description, status, instances: parsed.value.instances },
    ...{ instanceCount: instances.length, createdAt: at, updatedAt: at, version: "1" },
  };
}

interface Setting extends Partial<ConnectivityOptions> {
  readonly signedIn?: readonly string[];
}

/** Checks with the simulated operators, over a store. */
async function newConnectivity(
  store: Store,
  { simulated, signedIn = ["aws", "aws-us-gov"], ...options }: Setting & {
    readonly simulated: SimulatedAws;
  },
) {
  const { aws, clock, simulator } = simulated;
  const held = (partition: string): HeldCredentials => ({
    credentials: simulator.credentials[partition === "aws" ? "com" : "gov"],
    account: partition === "aws" ? MANAGEMENT : GOV,
    arn: `arn:${partition}:sts::${MANAGEMENT}:assumed-role/PCMOperator/operator`,
    expiresAtMs: clock.now() + HOUR_MS,
  });
  const { sessions } = await newSessions(store);
  const { session } = await sessions.signIn(null, enterNobody);
  const connectivity = new Connectivity({
    ...{ store, aws, clock },
    roles: new Roles({ aws, clock, roleName: ROLE }),
    credentials: {
      held: (_: Session, partition) =>
        Promise.resolve(signedIn.includes(partition) ? held(partition) : null),
    },
    wait: () => Promise.resolve(),
    ...options,
  });
  return { connectivity, session };
}

/** Runs a test against simulated servers and a store. */
function withServers(
  test: (
    context: {
      readonly store: Store;
      readonly simulated: SimulatedAws;
      readonly fleet: FleetTruth;
    },
  ) => Promise<void>,
  options: Parameters<typeof withSimulatedAws>[1] = {},
): () => Promise<void> {
  return withSimulatedAws(async (simulated) => {
    const fleet = await simulated.control<FleetTruth>("fleet");
    await withStore((store) => test({ store, simulated, fleet }));
  }, options);
}

function checked(result: ConnectivityResult) {
  assert.ok(result.kind === "checked", result.kind);
  return result;
}

Deno.test(
  "every server of both partitions gets what the simulator knows of it, in the order of the change",
  withServers(async ({ store, simulated, fleet }) => {
    const { connectivity, session } = await newConnectivity(store, { simulated });
    const change = changeOf(fleet.instances);
    const { results, checkedAt } = checked(await connectivity.check(session, change));
    assert.deepEqual(
      results.map(({ instanceId, account, region, state }) => [instanceId, account, region, state]),
      fleet.instances.map(({ instanceId, account, region, ping }) => [
        ...[instanceId, account, region],
        ping,
      ]),
    );
    assert.deepEqual(
      new Set(results.map(({ state }) => state)),
      new Set(["online", "offline", "not_registered"]),
    );
    assert.equal(checkedAt, new Date(simulated.clock.now()).toISOString());
    for (const { state, pingStatus, lastPingAt, agentVersion, message } of results) {
      assert.equal(message === undefined, state === "online");
      assert.equal(pingStatus === undefined, state === "not_registered");
      assert.equal(lastPingAt === undefined, state === "not_registered");
      assert.equal(agentVersion === undefined, state === "not_registered");
    }
    const answer = JSON.parse(JSON.stringify(results));
    assert.deepEqual((await connectivity.last(change.number))?.results, answer);
  }),
);

Deno.test(
  "a server of another platform than the change says is online with a warning",
  withServers(async ({ store, simulated, fleet }) => {
    const { connectivity, session } = await newConnectivity(store, { simulated });
    const host = fleet.instances.find(({ ping, platform }) =>
      ping === "online" && platform === "linux"
    );
    assert.ok(host);
    const change = changeOf([{ ...host, platform: "windows" }]);
    const { results: [result] } = checked(await connectivity.check(session, change));
    assert.equal(result?.state, "online");
    assert.equal(result?.message, 'The change says "windows", but AWS says "linux".');
  }),
);

Deno.test(
  "more than 100 servers of a place are asked for in several calls, and none is lost",
  withServers(async ({ store, simulated, fleet }) => {
    const { connectivity, session } = await newConnectivity(store, { simulated });
    const change = changeOf(fleet.instances);
    const { results } = checked(await connectivity.check(session, change));
    assert.equal(results.length, 1_000);
    const online = (states: readonly string[]) => states.filter((each) => each === "online").length;
    const truth = fleet.instances.map(({ ping }) => ping);
    assert.equal(online(results.map(({ state }) => state)), online(truth));
    assert.equal((await connectivity.last(change.number))?.results.length, 1_000, "in parts (R07)");
  }, { simulator: { instances: 1_000, regions: 1 } }),
);

Deno.test(
  "an account without the role marks its own servers alone, and says which role is missing (A01)",
  withServers(async ({ store, simulated, fleet }) => {
    const { connectivity, session } = await newConnectivity(store, { simulated });
    const { results } = checked(await connectivity.check(session, changeOf(fleet.instances)));
    const failed = results.filter(({ state }) => state === "error");
    const ofAccount = fleet.instances.filter(({ account }) => account === SHARED);
    assert.equal(failed.length, ofAccount.length);
    for (const { account, message } of failed) {
      assert.equal(account, SHARED);
      assert.match(message ?? "", new RegExp(`The role ${ROLE} in account ${SHARED}`));
    }
  }, { simulator: { accountsWithoutRole: [SHARED] } }),
);

Deno.test(
  "a partition that nobody is signed in to is named, and AWS is not asked at all",
  withServers(async ({ store, simulated, fleet }) => {
    const { connectivity, session } = await newConnectivity(store, {
      simulated,
      signedIn: ["aws"],
    });
    const change = changeOf(fleet.instances);
    const result = await connectivity.check(session, change);
    assert.deepEqual(result, { kind: "not_signed_in", partitions: ["aws-us-gov"] });
    const { calls } = await simulated.control<{ calls: object }>("ledger");
    assert.deepEqual(calls, {});
    const commercial = fleet.instances.flatMap(({ account, instanceId }) =>
      account === GOV ? [] : [instanceId]
    );
    const part = checked(await connectivity.check(session, change, { instanceIds: commercial }));
    assert.equal(part.results.length, commercial.length);
  }),
);

Deno.test(
  "named servers are at most 500 and of the change; an empty list means none",
  withServers(async ({ store, simulated, fleet }) => {
    const { connectivity, session } = await newConnectivity(store, { simulated });
    const change = changeOf(fleet.instances);
    const check = (instanceIds: readonly string[]) =>
      connectivity.check(session, change, { instanceIds });
    const many = Array.from({ length: 501 }, (_, index) => `i-${index}`);
    assert.deepEqual(await check(many), { kind: "too_many", limit: 500 });
    const known = fleet.instances[0]?.instanceId ?? "";
    assert.deepEqual(await check([known, "i-0123456789abcdef0"]), {
      kind: "unknown_instances",
      instanceIds: ["i-0123456789abcdef0"],
    });
    const { calls } = await simulated.control<{ calls: object }>("ledger");
    assert.deepEqual(calls, {});
    assert.deepEqual(checked(await check([])).results, []);
    assert.equal(checked(await check([known, known])).results.length, 1);
  }),
);

Deno.test(
  "a subset is merged into what is known, each result with its own age, and what left the change is dropped",
  withServers(async ({ store, simulated, fleet }) => {
    const { connectivity, session } = await newConnectivity(store, { simulated });
    const [a, b, c] = fleet.instances.slice(0, 3);
    assert.ok(a && b && c);
    const change = changeOf([a, b, c]);
    assert.equal(await connectivity.last(change.number), null);
    const first = checked(await connectivity.check(session, change));
    simulated.clock.pass(60);
    const ids = { instanceIds: [b.instanceId] };
    const second = checked(await connectivity.check(session, change, ids));
    assert.equal(Date.parse(second.checkedAt) - Date.parse(first.checkedAt), MINUTE_MS);
    const last = await connectivity.last(change.number);
    assert.equal(last?.checkedAt, first.checkedAt, "the age of the oldest");
    assert.deepEqual(last?.results.map(({ checkedAt }) => checkedAt), [
      ...[first.checkedAt, second.checkedAt, first.checkedAt],
    ]);
    await connectivity.check(session, changeOf([b, c]), ids);
    const kept = await connectivity.last(change.number);
    assert.deepEqual(kept?.results.map(({ instanceId }) => instanceId), [
      b.instanceId,
      c.instanceId,
    ]);
    const parts = await Array.fromAsync(store.kv.list({ prefix: ["connectivity_parts"] }));
    assert.equal(parts.length, 1, "replaced parts are gone");
  }),
);

Deno.test(
  "checks at the same time lose none of each other's results",
  withServers(async ({ store, simulated, fleet }) => {
    const { connectivity, session } = await newConnectivity(store, { simulated });
    const change = changeOf(fleet.instances.slice(0, 8));
    await Promise.all(
      change.instances.map(({ instanceId }) =>
        connectivity.check(session, change, { instanceIds: [instanceId] })
      ),
    );
    assert.equal((await connectivity.last(change.number))?.results.length, 8);
    const parts = await Array.fromAsync(store.kv.list({ prefix: ["connectivity_parts"] }));
    assert.equal(parts.length, 1);
  }),
);

Deno.test(
  "while AWS throttles it is asked again, later and later, until it answers (A09)",
  withServers(async ({ store, simulated, fleet }) => {
    const delays: number[] = [];
    let refusals = 5;
    const { aws } = simulated;
    const throttled = new AwsError({
      ...{ kind: "throttled", operation: "ssm:DescribeInstanceInformation" },
      ...{ awsCode: "ThrottlingException", awsMessage: "Rate exceeded" },
    });
    const { connectivity, session } = await newConnectivity(store, {
      simulated,
      random: () => 1,
      wait: (delayMs) => Promise.resolve(delays.push(delayMs)),
      aws: {
        ssm: (scope) => ({
          ...aws.ssm(scope),
          describeInstanceInformation: (request, signal) =>
            refusals-- > 0
              ? Promise.reject(throttled)
              : aws.ssm(scope).describeInstanceInformation(request, signal),
        }),
      },
    });
    const one = fleet.instances.filter(({ ping }) => ping === "online").slice(0, 1);
    const { results } = checked(await connectivity.check(session, changeOf(one)));
    assert.deepEqual(results.map(({ state }) => state), ["online"]);
    assert.deepEqual(delays, [1_000, 2_000, 4_000, 8_000, 8_000]);
  }),
);

Deno.test(
  "what AWS has not answered at the deadline is an error, and the rest is kept (A09)",
  withServers(async ({ store, simulated, fleet }) => {
    const gov = fleet.instances.filter(({ account }) => account === GOV).slice(0, 2);
    const com = fleet.instances.filter(({ account }) => account === MANAGEMENT).slice(0, 1);
    const { aws } = simulated;
    const { connectivity, session } = await newConnectivity(store, {
      simulated,
      deadlineMs: 300,
      aws: {
        ssm: (scope) => ({
          ...aws.ssm(scope),
          describeInstanceInformation: (request, signal) =>
            scope.region.startsWith("us-gov")
              ? new Promise((_, reject) =>
                signal?.addEventListener("abort", () => reject(signal.reason))
              )
              : aws.ssm(scope).describeInstanceInformation(request, signal),
        }),
      },
    });
    const { results } = checked(await connectivity.check(session, changeOf([...gov, ...com])));
    assert.deepEqual(results.map(({ state }) => state).slice(0, 2), ["error", "error"]);
    assert.equal(results[0]?.message, "AWS did not answer within 300 ms. Check it again.");
    assert.notEqual(results[2]?.state, "error");
  }),
);

Deno.test(
  "credentials that end meanwhile are told as such, for each server",
  withServers(async ({ store, simulated, fleet }) => {
    const { connectivity, session } = await newConnectivity(store, { simulated });
    const credentials = simulated.simulator.credentials;
    await simulated.control("faults", { expireTokens: true });
    const expired = { ...simulated, simulator: { ...simulated.simulator, credentials } };
    const late = await newConnectivity(store, { simulated: expired });
    const change = changeOf(fleet.instances.slice(0, 6));
    const { results } = checked(await late.connectivity.check(session, change));
    assert.equal(results.length, 6);
    for (const { state, message } of results) {
      assert.equal(state, "error");
      assert.match(message ?? "", /^The AWS credentials have expired\. Sign in again\. \(/);
    }
    const fresh = checked(await connectivity.check(session, change));
    assert.ok(fresh.results.every(({ state }) => state !== "error"));
  }),
);

Deno.test(
  "an endpoint that nobody reaches makes every server an error that names it, and loses none",
  withServers(async ({ store, simulated, fleet }) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const aws = createAwsClients({ endpointUrl: `http://127.0.0.1:${port}` });
    const own = fleet.instances.filter(({ account }) => account === MANAGEMENT).slice(0, 3);
    const { connectivity, session } = await newConnectivity(store, { simulated, aws });
    const change = changeOf(own);
    const { results } = checked(await connectivity.check(session, change));
    assert.equal(results.length, 3);
    for (const { state, region, message } of results) {
      assert.equal(state, "error");
      assert.equal(
        message,
        "AWS cannot be reached. Try again shortly. " +
          `(ssm:DescribeInstanceInformation in ${region}: ECONNREFUSED)`,
      );
    }
    assert.deepEqual((await connectivity.last(change.number))?.results, results);
    aws.close();
  }),
);

Deno.test(
  "a check that fails keeps what was known, with its age, however often it fails",
  withServers(async ({ store, simulated, fleet }) => {
    const one = fleet.instances.filter(({ ping, account }) =>
      ping === "online" && account === MANAGEMENT
    ).slice(0, 1);
    const change = changeOf(one);
    const { connectivity, session } = await newConnectivity(store, { simulated });
    const { checkedAt } = checked(await connectivity.check(session, change));
    const credentials = simulated.simulator.credentials;
    await simulated.control("faults", { expireTokens: true });
    const expired = { ...simulated, simulator: { ...simulated.simulator, credentials } };
    const late = await newConnectivity(store, { simulated: expired });
    for (let failure = 0; failure < 2; failure++) {
      simulated.clock.pass(60);
      const { results } = checked(await late.connectivity.check(session, change));
      assert.equal(results[0]?.state, "error");
      assert.deepEqual(results[0]?.known, { state: "online", checkedAt });
      assert.deepEqual((await connectivity.last(change.number))?.results, results);
    }
    const fresh = checked(await connectivity.check(session, change));
    assert.deepEqual(fresh.results.map(({ state, known }) => [state, known]), [
      ["online", undefined],
    ]);
  }),
);

Deno.test(
  "of a change in two partitions one can be checked alone, with its credentials alone",
  withServers(async ({ store, simulated, fleet }) => {
    const com = fleet.instances.filter(({ account }) => account !== GOV).slice(0, 2);
    const gov = fleet.instances.filter(({ account }) => account === GOV).slice(0, 2);
    const setting = { simulated, signedIn: ["aws"] };
    const { connectivity, session } = await newConnectivity(store, setting);
    const change = changeOf([...com, ...gov]);
    const { results } = checked(await connectivity.check(session, change, { partition: "aws" }));
    assert.deepEqual(
      results.map(({ instanceId }) => instanceId),
      com.map(({ instanceId }) => instanceId),
    );
  }),
);

Deno.test(
  "an abort ends the check with the caller's reason and keeps nothing",
  withServers(async ({ store, simulated, fleet }) => {
    const { connectivity, session } = await newConnectivity(store, { simulated });
    const [reason, controller] = [new Error("the user left"), new AbortController()];
    const change = changeOf(fleet.instances);
    const check = connectivity.check(session, change, { signal: controller.signal });
    controller.abort(reason);
    await assert.rejects(check, (error) => error === reason);
    assert.equal(await connectivity.last(change.number), null);
  }),
);
