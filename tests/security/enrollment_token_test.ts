import assert from "node:assert/strict";
import { type Simulator, startSimulator } from "@/lib/aws/simulator/mod.ts";
import { StandingClock } from "../lib/aws/simulated_aws.ts";
import { leaksIn } from "../support/leaks.ts";
import {
  type ApplyBuild,
  buildApplication,
  type TestApplication,
  testApplication,
} from "../support/test_application.ts";
import { signedIn, type TestBrowser } from "../support/test_browser.ts";

const PATH = "/aws/sft-fixer";
const TOKEN = `canary-enrollment-${crypto.randomUUID()}`;
const CANARIES = [{ name: "enrollment token", value: TOKEN }];

interface Host {
  readonly instanceId: string;
  readonly account: string;
  readonly region: string;
  readonly platform: string;
  readonly ping: string;
  readonly partition: string;
  readonly sft:
    | { readonly installed: boolean; readonly tokens: { readonly device: boolean } }
    | null;
}

interface Site {
  readonly app: TestApplication;
  readonly browser: TestBrowser;
  readonly simulator: Simulator;
  /** A Linux server without the agent. */
  readonly host: Host;
  /** The page of that server. */
  readonly address: string;
  /** Presses a button of the page, and carries what it starts to its end. */
  press(intent: string): Promise<void>;
}

let apply: ApplyBuild;
Deno.test.beforeAll(async () => {
  apply = await buildApplication();
});

async function withSite(
  env: Readonly<Record<string, string>>,
  test: (site: Site) => Promise<void>,
): Promise<void> {
  const clock = new StandingClock();
  const simulator = await startSimulator({ clock, instances: 120 });
  try {
    using app = await testApplication(apply, { simulator, clock, env });
    const browser = await signedIn(app, simulator);
    const [host] = await hostsOf(simulator);
    assert.ok(host);
    const targets = [host.instanceId, host.account, host.region].join(" ");
    const address = `${PATH}?${new URLSearchParams({ targets })}`;
    const press = async (intent: string) => {
      const form = { intent, instanceId: host.instanceId };
      const answer = await browser.send(`POST ${address}`, { form });
      assert.equal(answer.status, 303, await answer.text());
      await runAll(app, clock);
    };
    await test({ app, browser, simulator, host, address, press });
  } finally {
    await simulator.close();
  }
}

async function hostsOf({ url }: Simulator): Promise<readonly Host[]> {
  const { instances }: { instances: readonly Host[] } =
    await (await fetch(`${url}/_simulator/fleet`)).json();
  return instances.filter(({ ping, partition, platform, sft }) =>
    ping === "online" && partition === "aws" && platform === "linux" && sft && !sft.installed
  );
}

async function runAll({ services: { executions } }: TestApplication, clock: StandingClock) {
  for (let passed = 0; passed < 900; passed += 5) {
    await executions.advanceAll();
    const { items } = await executions.list({ limit: 50 });
    if (items.every(({ endedAt }) => endedAt !== null)) return;
    clock.pass(5);
  }
  assert.fail("the runs did not end");
}

/** Everything that the store holds, as text. */
async function storedText({ services: { store } }: TestApplication): Promise<string> {
  const decoder = new TextDecoder();
  const texts: string[] = [];
  for await (const { key, value } of store.kv.list({ prefix: [] })) {
    const readable = (_: string, each: unknown) =>
      each instanceof Uint8Array ? decoder.decode(each) : each;
    texts.push(JSON.stringify([key, value], readable));
  }
  return texts.join("\n");
}

Deno.test("the enrollment token reaches the server, and no page, report, plan, log or record (18)", async () => {
  await withSite({ SFT_ENROLLMENT_TOKEN: TOKEN }, async (site) => {
    const { app, browser, simulator, address, host } = site;
    await site.press("detect");
    await site.press("install");
    const [left] = (await hostsOf(simulator)).filter((each) => each.instanceId === host.instanceId);
    assert.equal(left, undefined, "the agent is installed");
    const { items } = await app.services.executions.list({ script: "sft/install-rhel", limit: 1 });
    const debian = await app.services.executions.list({ script: "sft/install-debian", limit: 1 });
    const [batch] = [...items, ...debian.items];
    assert.equal(batch?.state, "success");
    const json = {
      scriptId: batch.scriptId,
      targets: [{ ...pick(host), platform: "linux" }],
      options: { dryRun: true },
    };
    const told = await Promise.all([
      browser.send("POST /api/executions", { json }),
      browser.send(`GET ${address}`),
      browser.send(`GET /executions/${batch.batchId}`),
      browser.send(`GET /api/executions/${batch.batchId}/targets/${host.instanceId}`),
      ...["md", "csv", "html", "json"].map((format) =>
        browser.send(`GET /api/executions/${batch.batchId}/report?format=${format}`)
      ),
    ]);
    for (const answer of told) {
      assert.equal(answer.status, 200);
      assert.deepEqual(leaksIn(await answer.bytes(), CANARIES), []);
    }
    const ledger = await (await fetch(`${simulator.url}/_simulator/ledger`)).json();
    const comments = ledger.sends.map(({ comment }: { comment: string }) => comment);
    assert.ok(comments.length > 0);
    for (const text of [comments.join("\n"), JSON.stringify(app.log), await storedText(app)]) {
      assert.ok(text.length > 0);
      assert.deepEqual(leaksIn(new TextEncoder().encode(text), CANARIES), []);
    }
  });
});

Deno.test("a repair that detection did not unlock is refused by the server", async () => {
  await withSite({ SFT_ENROLLMENT_TOKEN: TOKEN }, async ({ browser, host, address, press }) => {
    const refused = async (intent: string) => {
      const form = { intent, instanceId: host.instanceId };
      const answer = await browser.send(`POST ${address}`, { form });
      assert.equal(answer.status, 409);
      return await answer.text();
    };
    assert.match(await refused("install"), /Detect first\./);
    await press("detect");
    assert.match(await refused("reset"), /install it first/);
    await press("install");
    assert.match(await refused("install"), /repaired since: detect again/);
  });
});

Deno.test("a secret that AWS does not give is told for the server, and nothing is sent", async () => {
  await withSite({ SFT_ENROLLMENT_SECRET_ID: "pcm/none" }, async (site) => {
    await site.press("detect");
    await site.press("install");
    const html = await (await site.browser.send(`GET ${site.address}`)).text();
    assert.match(html, /AWS refused secretsmanager:GetSecretValue in account \d{12}/);
    const ledger = await (await fetch(`${site.simulator.url}/_simulator/ledger`)).json();
    assert.equal(ledger.calls["ssm:SendCommand"], 1, "detection alone was sent");
  });
});

Deno.test("without a token the page says what to set, and repairs nothing", async () => {
  await withSite({}, async ({ browser, host, address, press }) => {
    await press("detect");
    const html = await (await browser.send(`GET ${address}`)).text();
    assert.match(html, /Set SFT_ENROLLMENT_SECRET_ID/);
    const form = { intent: "install", instanceId: host.instanceId };
    const answer = await browser.send(`POST ${address}`, { form });
    assert.equal(answer.status, 409);
    assert.match(await answer.text(), /The server lacks SFT_ENROLLMENT_TOKEN/);
  });
});

function pick({ instanceId, account, region }: Host) {
  return { instanceId, account, region };
}
