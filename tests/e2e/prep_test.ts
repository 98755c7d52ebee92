import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { accessibilityFaults, sidewaysPixels } from "./accessibility.ts";
import {
  createChange,
  type ExecutionsSite,
  type FleetInstance,
  startExecutionsSite,
} from "./executions_site.ts";

const PATH = "/aws/linux-qc-patching-prep";
const END_MS = 60_000;

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

Deno.test("whatever the window, the header covers neither what a link leads to nor a table's head", async () => {
  await using opened = await site.signIn({ reducedMotion: "reduce" });
  const { page } = opened;
  await loadChange(page, { number: "CHG0099088", instances: hosts("online", 20) });
  await page.getByRole("button", { name: "Confirm connectivity" }).click();
  const head = page.locator("#connectivity thead th").first();
  await head.waitFor();
  for (const width of [768, 900, 1199, 1200, 1440]) {
    await page.setViewportSize({ width, height: 600 });
    for (const id of ["change", "connectivity", "scope-all"]) {
      await page.goto(`${PATH}#${id}`);
      const isSeen = await page.locator(`#${id}`).evaluate((target) => {
        const { top, left } = target.getBoundingClientRect();
        return target.contains(document.elementFromPoint(left + 4, top + 4));
      });
      assert.ok(isSeen, `#${id} at ${width} px`);
    }
  }
  // Narrower, the table is made of cards and has no head.
  for (const width of [1199, 1200]) {
    await page.setViewportSize({ width, height: 600 });
    await page.getByRole("checkbox").last().scrollIntoViewIfNeeded();
    const isSeen = await head.evaluate((cell) => {
      const { top, left } = cell.getBoundingClientRect();
      return top < 200 && cell.contains(document.elementFromPoint(left + 4, top + 4));
    });
    assert.ok(isSeen, `the head of the table at ${width} px`);
  }
});

Deno.test("without a change the page says what comes first and shows no dead button", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await page.goto(PATH);
  assert.equal(await page.title(), "Linux QC patching prep · PCM-Ops Tools");
  const step = page.getByRole("list", { name: "Steps" }).locator("[aria-current=step]");
  assert.match(await step.innerText(), /Load a change/);
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
    assert.match(await results.innerText(), /not run\s+0/);
    assert.ok(await page.getByRole("table", { name: "Kernel groups" }).locator("tbody tr").count());
    const leftOut = page.getByRole("table", { name: "Left out" });
    assert.match(await leftOut.innerText(), /Undeliverable/);
    const report = page.getByRole("link", { name: "Full report" });
    assert.equal((await page.request.get(await report.getAttribute("href") ?? "")).status(), 200);
    assert.deepEqual(await opened.problems(), []);
  });
}

/** Waits until the batch of the open page has ended; without JavaScript it loads itself again. */
async function ended(page: Page): Promise<void> {
  await page.getByText(/^took /).first().waitFor({ timeout: END_MS });
}

Deno.test("only ticked instances run; an empty or contradictory selection runs nothing", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await loadChange(page, { number: "CHG-TICKED", instances: hosts("online", 3) });
  await page.getByRole("button", { name: "Confirm connectivity" }).click();
  const box = page.getByRole("checkbox").first();
  const onlyTicked = page.getByLabel("Only the ones ticked");
  await onlyTicked.check();
  await page.getByRole("button", { name: "Run step 1" }).click();
  await page.getByRole("alert").getByText("Tick at least one instance").waitFor();
  assert.equal(await onlyTicked.isChecked(), true);
  await page.getByLabel("All instances of the change").check();
  await box.check();
  await page.getByText("1 ticked", { exact: true }).waitFor();
  assert.equal(await onlyTicked.isChecked(), true, "a tick chooses the ticked ones");
  await page.getByLabel("All instances of the change").check();
  await page.getByRole("button", { name: "Run step 1" }).click();
  await page.getByRole("alert").getByText("1 instance is ticked").waitFor();
  assert.equal(await box.isChecked(), true);
  await onlyTicked.check();
  await page.getByRole("button", { name: "Run step 1" }).click();
  await page.waitForURL(/\/executions\//);
  const batchId = new URL(page.url()).pathname.split("/").at(-1);
  const batch = await (await page.request.get(`/api/executions/${batchId}`)).json();
  assert.equal(batch.counts.total, 1);
});

for (const javaScriptEnabled of [true, false]) {
  const mode = javaScriptEnabled ? "with" : "without";

  Deno.test(`${mode} JavaScript Enter in the text filters, runs nothing, and keeps what is ticked`, async () => {
    await using opened = await site.signIn({ javaScriptEnabled });
    const { page } = opened;
    const number = `CHG-ENTER-${mode}`;
    const instances = hosts("online", 3);
    await loadChange(page, { number, instances });
    await page.getByRole("button", { name: "Confirm connectivity" }).click();
    await page.getByRole("checkbox").first().check();
    const [, other] = await page.getByRole("checkbox").all();
    const otherId = await other?.getAttribute("value") ?? "";
    await page.getByLabel("Text").fill(otherId);
    await page.getByLabel("Text").press("Enter");
    const rows = page.getByRole("table", { name: "Connectivity" }).locator("tbody tr");
    await rows.filter({ hasText: otherId }).waitFor();
    assert.equal(await rows.count(), 1);
    await page.getByText("1 ticked", { exact: true }).waitFor();
    await page.getByLabel("State").selectOption("ticked");
    await page.getByLabel("Text").fill("");
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await rows.first().waitFor();
    assert.equal(await page.getByRole("checkbox").first().isChecked(), true);
    const batches = await (await page.request.get(`/api/executions?change=${number}`)).json();
    assert.deepEqual(batches.items, []);
    assert.deepEqual(await opened.problems(), []);
  });
}

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

Deno.test("without GOV credentials the COM part is checked and run, and the page leads to sign-in", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const gov = site.fleet.instances.filter((host) =>
    host.partition === "aws-us-gov" && host.platform === "linux"
  ).slice(0, 2);
  const com = site.fleet.instances.filter((host) =>
    host.partition === "aws" && host.platform === "linux" && host.ping === "online"
  ).slice(0, 2);
  await loadChange(page, { number: "CHG-GOV", instances: [...com, ...gov] });
  await page.goto("/aws");
  await page.getByRole("button", { name: "Forget GOV credentials" }).click();
  await page.getByRole("button", { name: "Forget GOV credentials" }).waitFor({ state: "detached" });
  await page.goto(PATH);
  await page.getByRole("button", { name: "Confirm connectivity" }).click();
  await page.getByText("2 of 4 are not checked yet").waitFor();
  assert.match(await page.getByRole("main").innerText(), /Not signed in for GOV \(2 instances\)/);
  assert.equal(await page.getByLabel("Only the 2 COM instances").isChecked(), true);
  await page.getByRole("button", { name: "Run step 1" }).click();
  await page.waitForURL(/\/executions\//);
  await ended(page);
  await page.goto(PATH);
  const results = page.getByRole("region", { name: "Results of step 1" });
  assert.match(await results.innerText(), /not run\s+2/);
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).first().click();
  assert.equal(new URL(page.url()).searchParams.get("next"), PATH);
});

Deno.test("while step 1 runs the page says so, and runs it again only when that is ticked", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await loadChange(page, { number: "CHG-AGAIN", instances: hosts("online", 2) });
  const form = await page.locator("#step1-form").evaluate((element: HTMLFormElement) =>
    Object.fromEntries([...new FormData(element)].map(([name, value]) => [name, String(value)]))
  );
  const headers = { origin: new URL(page.url()).origin };
  const run = (fields: Readonly<Record<string, string>>) =>
    page.request.post(PATH, {
      form: { ...form, intent: "step1", ...fields },
      ...{ headers, maxRedirects: 0 },
    });
  assert.equal((await run({})).status(), 303);
  assert.equal((await run({ idempotencyKey: "another-form-0001" })).status(), 409);
  const again = { idempotencyKey: "another-form-0002", again: "yes" };
  assert.equal((await run(again)).status(), 303);
});

Deno.test("axe finds no fault with the page, in both themes, wide and narrow", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    await using opened = await site.signIn({ colorScheme });
    const { page } = opened;
    const number = `CHG-AXE-${colorScheme}`;
    const hostile = hosts("online", 100).filter(({ name }) => /[<'";]/.test(name));
    assert.ok(hostile.length > 0);
    const states = [...hosts("offline", 1), ...hosts("not_registered", 1)];
    await createChange(page, { number, instances: [...hosts("online", 4), ...hostile, ...states] });
    await page.goto(PATH);
    await page.getByRole("combobox", { name: "Change" }).selectOption(number);
    await page.getByRole("button", { name: "Load change" }).click();
    await page.getByText(`${number} is loaded`).first().waitFor();
    await page.getByRole("button", { name: "Confirm connectivity" }).click();
    await page.getByRole("button", { name: "Run step 1" }).click();
    await page.waitForURL(/\/executions\//);
    await ended(page);
    await page.goto(PATH);
    for (const width of [1280, 900, 390]) {
      await page.setViewportSize({ width, height: 800 });
      assert.deepEqual(await accessibilityFaults(page), [], `${width} ${colorScheme}`);
      assert.equal(await sidewaysPixels(page), 0, `${width}`);
    }
  }
});
