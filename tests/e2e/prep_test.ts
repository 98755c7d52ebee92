import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { accessibilityFaults, sidewaysPixels } from "./accessibility.ts";
import { type ExecutionsSite, type FleetInstance, startExecutionsSite } from "./executions_site.ts";

const PATH = "/aws/linux-qc-patching-prep";

let site: ExecutionsSite;

Deno.test.beforeAll(async () => {
  site = await startExecutionsSite();
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

/** Linux servers of a simulated state. */
function hosts(ping: string, count: number): readonly FleetInstance[] {
  return site.fleet.instances.filter((host) => host.platform === "linux" && host.ping === ping)
    .slice(0, count);
}

/** Stores a change of these servers and loads it. */
async function loadChange(
  page: Page,
  { number, instances }: { readonly number: string; readonly instances: readonly FleetInstance[] },
): Promise<void> {
  const rows = instances.map(({ instanceId, account, region, platform }) =>
    [number, instanceId, account, region, platform].join(",")
  );
  const text = ["change_number,instance_id,account_id,region,platform", ...rows].join("\n");
  await page.goto(PATH);
  await page.getByLabel("Change CSV").setInputFiles({
    name: "change.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(text),
  });
  await page.getByRole("button", { name: "Preview CSV" }).click();
  await page.getByRole("button", { name: "Import changes" }).click();
  await page.getByText(`${number} is loaded`).first().waitFor();
}

Deno.test("without a change the page says what comes first and shows no dead button", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await page.goto(PATH);
  assert.equal(await page.title(), "Linux QC patching prep · PCM-Ops Tools");
  const step = page.getByRole("list", { name: "Steps" }).locator("[aria-current=step]");
  assert.match(await step.innerText(), /Change loaded/);
  assert.equal(await page.getByRole("button", { name: "Run step 1" }).count(), 0);
});

for (const javaScriptEnabled of [true, false]) {
  const mode = javaScriptEnabled ? "with" : "without";

  Deno.test(`${mode} JavaScript step 1 runs on a change from connectivity to its results`, async () => {
    await using opened = await site.signIn({ javaScriptEnabled });
    const { page } = opened;
    const instances = [
      ...hosts("online", 5),
      ...hosts("offline", 1),
      ...hosts("not_registered", 1),
    ];
    await loadChange(page, { number: `CHG-PREP-${mode}`, instances });
    await page.getByRole("button", { name: "Confirm connectivity" }).click();
    const table = page.getByRole("table", { name: "Connectivity" });
    await table.waitFor();
    assert.equal(await table.locator("tbody tr").count(), 7);
    assert.match(await page.getByRole("main").innerText(), /2 of 7 are not online/);
    await page.getByLabel("State").selectOption("offline");
    await page.getByRole("search").getByRole("button", { name: "Filter" }).click();
    assert.equal(await table.locator("tbody tr").count(), 1);
    await page.getByRole("button", { name: "Run step 1" }).click();
    await page.waitForURL(/\/executions\//);
    await ended(page);
    await page.goto(PATH);
    const results = page.getByRole("region", { name: "Results of step 1" });
    assert.match(await results.innerText(), /instances\s+7/);
    assert.ok(await page.getByRole("table", { name: "Kernel groups" }).locator("tbody tr").count());
    const leftOut = page.getByRole("table", { name: "Left out" });
    assert.match(await leftOut.innerText(), /Undeliverable/);
    const report = page.getByRole("link", { name: "Full report" });
    assert.equal((await page.request.get(await report.getAttribute("href") ?? "")).status(), 200);
    assert.deepEqual(await opened.problems(), []);
  });
}

/** Waits until the batch of the open page has ended. */
async function ended(page: Page): Promise<void> {
  const batchId = new URL(page.url()).pathname.split("/").at(-1);
  for (let asked = 0; asked < 60; asked++) {
    const batch = await (await page.request.get(`/api/executions/${batchId}`)).json();
    if (batch.endedAt !== null) return;
    await page.waitForTimeout(500);
  }
  throw new Error(`Expected the batch ${batchId} to end within 30 s`);
}

Deno.test("only ticked instances run; an empty or contradictory selection runs nothing", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const instances = hosts("online", 3);
  await loadChange(page, { number: "CHG-TICKED", instances });
  await page.getByRole("button", { name: "Confirm connectivity" }).click();
  await page.getByLabel("Only the ones ticked").check();
  await page.getByRole("button", { name: "Run step 1" }).click();
  await page.getByRole("alert").getByText("Tick at least one instance").waitFor();
  await page.getByRole("checkbox").first().check();
  await page.getByLabel("All Linux instances").check();
  await page.getByRole("button", { name: "Run step 1" }).click();
  await page.getByRole("alert").getByText("1 instances are ticked").waitFor();
  await page.getByRole("checkbox").first().check();
  await page.getByLabel("Only the ones ticked").check();
  await page.getByRole("button", { name: "Run step 1" }).click();
  await page.waitForURL(/\/executions\//);
  const batchId = new URL(page.url()).pathname.split("/").at(-1);
  const batch = await (await page.request.get(`/api/executions/${batchId}`)).json();
  assert.equal(batch.counts.total, 1);
});

Deno.test("the same form sent twice starts one batch", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await loadChange(page, { number: "CHG-TWICE", instances: hosts("online", 2) });
  const starts = new Set<string>();
  const form = await page.locator("#step1-form").evaluate((element: HTMLFormElement) =>
    Object.fromEntries([...new FormData(element)].map(([name, value]) => [name, String(value)]))
  );
  for (let sent = 0; sent < 2; sent++) {
    const response = await page.request.post(PATH, {
      form: { ...form, intent: "step1" },
      headers: { origin: new URL(page.url()).origin },
      maxRedirects: 0,
    });
    assert.equal(response.status(), 303);
    starts.add(response.headers()["location"] ?? "");
  }
  assert.equal(starts.size, 1);
});

Deno.test("a form of another change than the loaded one runs nothing", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await loadChange(page, { number: "CHG-OTHER-1", instances: hosts("online", 1) });
  const second = await page.context().newPage();
  await loadChange(second, { number: "CHG-OTHER-2", instances: hosts("online", 2) });
  await page.getByRole("button", { name: "Run step 1" }).click();
  await page.getByRole("alert").getByText("CHG-OTHER-2 was loaded meanwhile").waitFor();
});

Deno.test("a partition without sign-in is named beside the buttons, which wait for it", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const gov = site.fleet.instances.filter((host) => host.partition === "aws-us-gov").slice(0, 2);
  await loadChange(page, { number: "CHG-GOV", instances: [...hosts("online", 1), ...gov] });
  await page.goto("/aws");
  await page.getByRole("button", { name: "Forget GOV credentials" }).click();
  await page.goto(PATH);
  for (const name of ["Confirm connectivity", "Run step 1"]) {
    assert.equal(await page.getByRole("button", { name }).isDisabled(), true, name);
  }
  assert.match(await page.getByRole("main").innerText(), /Not signed in for GOV \(2 instances\)/);
});

Deno.test("axe finds no fault with the page, in both themes, wide and narrow", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    await using opened = await site.signIn({ colorScheme });
    const { page } = opened;
    await loadChange(page, {
      number: `CHG-AXE-${colorScheme}`,
      instances: [...hosts("online", 4), ...hosts("offline", 1)],
    });
    await page.getByRole("button", { name: "Confirm connectivity" }).click();
    await page.getByRole("button", { name: "Run step 1" }).click();
    await page.waitForURL(/\/executions\//);
    await ended(page);
    await page.goto(PATH);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      assert.deepEqual(await accessibilityFaults(page), [], `${width} ${colorScheme}`);
      assert.equal(await sidewaysPixels(page), 0, `${width}`);
    }
  }
});
