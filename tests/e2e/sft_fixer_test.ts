import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import { accessibilityFaults, sidewaysPixels } from "./accessibility.ts";
import {
  END_MS,
  type ExecutionsSite,
  type FleetInstance,
  fleetOf,
  startExecutionsSite,
} from "./executions_site.ts";

const PATH = "/aws/sft-fixer";

let site: ExecutionsSite;
Deno.test.beforeAll(async () => {
  site = await startExecutionsSite({ speed: 60, instances: 120 });
});
Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

type Sft = NonNullable<FleetInstance["sft"]>;

function hostWith(platform: string, fits: (sft: Sft) => boolean): FleetInstance {
  const host = site.fleet.instances.find((each) =>
    each.ping === "online" && each.platform === platform && each.sft && fits(each.sft)
  );
  assert.ok(host, `the fleet has such a ${platform} server`);
  return host;
}

async function truthOf({ instanceId }: FleetInstance): Promise<Sft> {
  const { instances } = await fleetOf(site.simulatorUrl);
  const found = instances.find((each) => each.instanceId === instanceId)?.sft;
  assert.ok(found);
  return found;
}

async function show(page: Page, host: FleetInstance): Promise<void> {
  await page.goto(PATH);
  const { instanceId, account, region, platform } = host;
  await page.getByLabel("Instances").fill(`${instanceId} ${account} ${region} ${platform}`);
  await page.getByRole("button", { name: "Show servers" }).click();
  await page.getByRole("button", { name: "Validate instance" }).click();
  await page.getByRole("status").getByText("Online").waitFor();
}

/** Presses a button and waits until the page says that nothing is under way. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).click();
  await page.waitForURL(/\/aws\/sft-fixer\?targets=/);
  await page.getByText("is under way").first().waitFor();
  await page.getByText("is under way").first().waitFor({ state: "detached", timeout: END_MS });
}

for (
  const { button, locked, platform, fits } of [
    { button: "Install", locked: "Reset", platform: "linux", fits: (sft: Sft) => !sft.installed },
    {
      button: "Reset",
      locked: "Install",
      platform: "linux",
      fits: (sft: Sft) => sft.installed && !sft.tokens.device,
    },
    { button: "Install", locked: "Reset", platform: "windows", fits: (sft: Sft) => !sft.installed },
  ]
) {
  Deno.test(`a ${platform} server whose agent needs "${button}" is detected, repaired and verified`, async () => {
    await using opened = await site.signIn();
    const { page } = opened;
    const host = hostWith(platform, fits);
    await show(page, host);
    for (const name of ["Install", "Reset"]) {
      assert.equal(await page.getByRole("button", { name, exact: true }).isDisabled(), true);
    }
    await press(page, "Detect");
    assert.equal(await page.getByRole("button", { name: locked, exact: true }).isDisabled(), true);
    assert.deepEqual(await accessibilityFaults(page), []);
    await press(page, button);
    const panel = page.getByRole("region", { name: host.instanceId });
    assert.match(await panel.innerText(), /The agent [\d.]+ runs and is enrolled/);
    const { installed, service, tokens } = await truthOf(host);
    assert.deepEqual([installed, service, tokens.device], [true, "running", true]);
    await panel.getByRole("link", { name: "output" }).last().click();
    const [, batchId] = /executions\/([^/]+)/.exec(page.url()) ?? [];
    const report = await page.request.get(`/api/executions/${batchId}/report?format=csv`);
    const rows: Record<string, string>[] = parse(await report.text(), { columns: true, bom: true });
    assert.deepEqual(rows.map((row) => row.Instance), [host.instanceId]);
    assert.deepEqual(await opened.problems(), []);
  });
}

Deno.test("more than two servers, and what is no server, are refused with the line", async () => {
  await using opened = await site.signIn({ viewport: { width: 390, height: 800 } });
  const { page } = opened;
  await page.goto(PATH);
  const lines = site.online.slice(0, 3).map(({ instanceId, account, region }) =>
    `${instanceId} ${account} ${region}`
  );
  await page.getByLabel("Instances").fill(lines.join("\n"));
  await page.getByRole("button", { name: "Show servers" }).click();
  await page.getByRole("alert").getByText("expected at most 2").waitFor();
  await page.getByLabel("Instances").fill("i-1");
  await page.getByRole("button", { name: "Show servers" }).click();
  await page.getByRole("alert").getByText(/Line 1: "i-1" is no instance id/).waitFor();
  assert.equal(await sidewaysPixels(page), 0);
});
