import assert from "node:assert/strict";
import { type Simulator, startSimulator } from "@/lib/aws/simulator/mod.ts";
import type { Environment } from "@/lib/base/mod.ts";
import { type FleetTruth, StandingClock } from "../../lib/aws/simulated_aws.ts";
import {
  type ApplyBuild,
  type TestApplication,
  testApplication,
} from "../../support/test_application.ts";
import { signedIn, type TestBrowser } from "../../support/test_browser.ts";

const PATH = "/aws/linux-qc-patching-prep";

/** A server of a change. */
export type Place = Pick<FleetTruth["instances"][number], "instanceId" | "account" | "region">;

/** The application over a simulated AWS. */
export interface PrepSite {
  readonly app: TestApplication;
  readonly fleet: FleetTruth;
  /** Signs in, and loads a change of these servers. */
  visit(visit: {
    readonly environments?: readonly Environment[];
    readonly instances: readonly Place[];
  }): Promise<PrepVisitor>;
  /** Makes the simulated AWS fail. */
  setFaults(faults: object): Promise<void>;
  /** Carries a batch on until it has ended. */
  runToEnd(batchId: string): Promise<void>;
}

/** Somebody who works with the page. */
export interface PrepVisitor {
  readonly browser: TestBrowser;
  /** Shows the page. */
  open(query?: string): Promise<string>;
  /** Sends the page's form; fields may come several times. */
  send(fields: readonly (readonly [string, string])[], query?: string): Promise<Response>;
  /** Starts step 1 and gives the batch. */
  start(fields: readonly (readonly [string, string])[]): Promise<string>;
}

/** Runs a test against the page over a simulated AWS, and closes both. */
export async function withPrep(
  apply: ApplyBuild,
  test: (site: PrepSite) => Promise<void>,
): Promise<void> {
  const clock = new StandingClock();
  const simulator = await startSimulator({ clock });
  try {
    const env = { LINUX_PATCHER_URL: "https://patcher.example.com/LinuxPatcher.sh" };
    using app = await testApplication(apply, { simulator, clock, env });
    const fleet: FleetTruth = await (await fetch(`${simulator.url}/_simulator/fleet`)).json();
    await test({
      ...{ app, fleet },
      visit: async ({ environments = ["com", "gov"], instances }) => {
        const browser = await signedIn(app, simulator, { environments });
        if (instances.length > 0) await loadChange(browser, instances);
        return visitorOf(browser);
      },
      setFaults: (faults) => setFaults(simulator, faults),
      runToEnd: (batchId) => runToEnd(app, { batchId, clock }),
    });
  } finally {
    await simulator.close();
  }
}

/** The servers of the fleet that run Linux, by what the simulator knows of them. */
export function linuxHosts(
  { fleet }: Pick<PrepSite, "fleet">,
  { partition = "aws", ping = "online", count }: {
    readonly partition?: string;
    readonly ping?: string;
    readonly count: number;
  },
): readonly Place[] {
  const hosts = fleet.instances.filter((host) =>
    host.platform === "linux" && host.partition === partition && host.ping === ping
  ).slice(0, count);
  assert.equal(hosts.length, count);
  return hosts.map(({ instanceId, account, region }) => ({ instanceId, account, region }));
}

/** The servers of the fleet that pass initial QC and are offered a kernel. */
export function stageableHosts(
  { fleet }: Pick<PrepSite, "fleet">,
  { partition = "aws", count }: { readonly partition?: string; readonly count: number },
): readonly FleetTruth["instances"][number][] {
  const hosts = fleet.instances.filter((host) =>
    host.partition === partition && host.ping === "online" && host.qc?.passes &&
    host.qc.availableKernels.length > 0
  ).slice(0, count);
  assert.equal(hosts.length, count);
  return hosts;
}

function placeOf({ instanceId, account, region }: Place): Place {
  return { instanceId, account, region };
}

async function loadChange(browser: TestBrowser, instances: readonly Place[]): Promise<void> {
  const number = "CHG0031001";
  const created = await browser.send("POST /api/changes", {
    json: { number, instances: instances.map(placeOf) },
  });
  assert.ok([201, 409].includes(created.status), await created.text());
  const loaded = await browser.send("PUT /api/session/change", { json: { number } });
  assert.equal(loaded.status, 200, await loaded.text());
}

function visitorOf(browser: TestBrowser): PrepVisitor {
  const open = async (query = "") => await (await browser.send(`GET ${PATH}${query}`)).text();
  const send: PrepVisitor["send"] = (fields, query = "") => {
    const form = new URLSearchParams({ change: "CHG0031001", _csrf: browser.token });
    for (const [name, value] of fields) form.append(name, value);
    return browser.send(`POST ${PATH}${query}`, { body: form });
  };
  return {
    ...{ browser, open, send },
    async start(fields) {
      const answer = await send([["intent", "step1"], ...fields]);
      const location = answer.headers.get("location") ?? "";
      assert.match(location, /^\/executions\/./, `${answer.status} ${await answer.text()}`);
      return location.slice("/executions/".length);
    },
  };
}

async function setFaults({ url }: Simulator, faults: object): Promise<void> {
  const init = { method: "POST", body: JSON.stringify(faults) };
  const answer = await fetch(`${url}/_simulator/faults`, init);
  assert.ok(answer.ok, await answer.text());
}

async function runToEnd(
  { services: { executions } }: TestApplication,
  { batchId, clock }: { readonly batchId: string; readonly clock: StandingClock },
): Promise<void> {
  for (let passed = 0; passed < 900; passed += 5) {
    await executions.advance(batchId);
    if ((await executions.find(batchId))?.endedAt) return;
    clock.pass(5);
  }
  assert.fail(`the batch ${batchId} did not end`);
}
