import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  END_MS,
  type ExecutionsSite,
  startBatch,
  startExecutionsSite,
  STEP1,
} from "./executions_site.ts";

let site: ExecutionsSite;

Deno.test.beforeAll(async () => {
  // Slow enough that a page sees its run at work.
  site = await startExecutionsSite({ speed: 2 });
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

/** What the page asks for during an hour of its own clock. */
async function askedInAnHour(page: Page): Promise<readonly string[]> {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.clock.fastForward(3_600_000);
  // The answer to this comes after the events of what was asked before it.
  await page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
  return asked;
}

Deno.test("a run is followed to its end without a reload; then nothing is asked any more", async () => {
  await using opened = await site.signIn();
  const { page, problems } = opened;
  await page.clock.install();
  const batchId = await startBatch(page, { scriptId: "linux/probe", targets: site.online });
  await page.goto(`/executions/${batchId}`);
  await page.evaluate(() => Reflect.set(globalThis, "isSamePage", true));
  await page.getByRole("status").filter({ hasText: "Probe ended: Success" })
    .waitFor({ state: "attached", timeout: END_MS });
  assert.equal(await page.evaluate(() => Reflect.get(globalThis, "isSamePage")), true);
  const progress = page.getByRole("progressbar", { name: "Progress" });
  assert.equal(await progress.getAttribute("aria-valuenow"), String(site.online.length));
  assert.deepEqual(await askedInAnHour(page), []);
  assert.deepEqual(await problems(), []);
});

Deno.test("the figures add up to the targets", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const batchId = await startBatch(page, { ...STEP1, targets: site.fleet.instances });
  await page.goto(`/executions/${batchId}`);
  const figures = await page.locator(".figures > div").evaluateAll((items) =>
    items.map((item) => ({
      label: item.querySelector("dt")?.textContent ?? "",
      value: Number(item.querySelector("dd")?.textContent),
    }))
  );
  const [total, ...parts] = figures.filter(({ label }) => !label.startsWith("command"));
  assert.equal(total?.value, site.fleet.instances.length);
  assert.equal(parts.reduce((sum, { value }) => sum + value, 0), total?.value);
  await page.getByRole("heading", { name: "Why they failed" }).waitFor();
  await page.getByRole("link", { name: /^Show the 8 hosts/ }).click();
  const states = await page.getByRole("table", { name: "Targets" }).locator(".chip")
    .allTextContents();
  assert.deepEqual([...new Set(states)], ["Skipped"]);
  assert.equal(states.length, 8);
});

Deno.test("Cancel says the number, asks once more, and works without JavaScript", async () => {
  await using opened = await site.signIn({ javaScriptEnabled: false });
  const { page } = opened;
  const batchId = await startBatch(page, { ...STEP1, targets: site.online });
  await page.goto(`/executions/${batchId}`);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByRole("button", { name: /^Cancel \d+ running/ }).click();
  await page.getByText(/^(Cancelling|Cancelled|Partial)$/).first().waitFor();
  assert.equal(new URL(page.url()).pathname, `/executions/${batchId}`);
});

Deno.test("without JavaScript a running page refreshes itself", async () => {
  await using opened = await site.signIn({ javaScriptEnabled: false });
  const { page } = opened;
  const batchId = await startBatch(page, { ...STEP1, targets: site.online });
  await page.goto(`/executions/${batchId}`);
  await page.waitForEvent("framenavigated", { timeout: 15_000 });
  assert.equal(new URL(page.url()).pathname, `/executions/${batchId}`);
});

Deno.test("who is signed out meanwhile is told so, and nothing more is asked", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await page.clock.install();
  const batchId = await startBatch(page, { ...STEP1, targets: site.online });
  await page.goto(`/executions/${batchId}`);
  await page.context().clearCookies();
  const link = page.getByRole("alert").getByRole("link", { name: "Sign in again" });
  await link.waitFor({ timeout: 20_000 });
  assert.equal(await link.getAttribute("href"), `/aws?next=/executions/${batchId}`);
  assert.deepEqual(await askedInAnHour(page), []);
});

/** Tells the page that its tab went away or came back; headless tabs are never hidden. */
async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { value, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);
}

Deno.test("a hidden page asks for nothing, and asks at once when it is seen again", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await page.clock.install();
  const batchId = await startBatch(page, { ...STEP1, targets: site.online });
  const polled = `/api/executions/${batchId}`;
  const rows = `**${polled}/targets?*`;
  await page.route(rows, (route) => route.abort());
  await page.goto(`/executions/${batchId}`);
  await page.waitForEvent("requestfailed", (request) => request.url().includes("/targets?"));
  await setHidden(page, true);
  assert.deepEqual(await askedInAnHour(page), []);
  await page.unroute(rows);
  const [request, answer] = await Promise.all([
    page.waitForRequest((request) => request.url().endsWith(polled)),
    page.waitForResponse((response) => response.url().includes("/targets?")),
    setHidden(page, false),
  ]);
  assert.equal(request.headers()["if-none-match"], undefined, "its rows have not come yet");
  assert.equal(answer.status(), 200);
});
