import assert from "node:assert/strict";
import type { Page, WebSocket } from "playwright-core";
import { launchBrowser } from "../support/browser.ts";
import { freePort } from "../support/process.ts";
import { startApplication } from "./application.ts";

/** Without the task's watcher: the test itself is what restarts the process. */
const ARGS = [
  "run",
  "--no-prompt",
  "--allow-read",
  "--allow-env",
  "--allow-net",
  "--allow-run",
  "--allow-sys",
  "dev.ts",
];

/** The next socket over which the server tells the page when it started. */
async function connection(page: Page): Promise<WebSocket> {
  return await page.waitForEvent("websocket", async (socket) => {
    await socket.waitForEvent("framereceived");
    return true;
  });
}

/** Tells the page that it is hidden, or seen, as a change of tabs does. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

Deno.test("in development a page lets go of the server while hidden, and reloads after a restart (7.3.2)", async () => {
  const options = { args: ARGS, port: freePort() };
  await using first = await startApplication(options);
  await using browser = await launchBrowser();
  const { page, problems } = await browser.newPage();
  const [socket] = await Promise.all([connection(page), page.goto(first.url)]);
  assert.deepEqual(await problems(), []);

  await Promise.all([socket.waitForEvent("close"), setHidden(page, true)]);
  await Promise.all([connection(page), setHidden(page, false)]);
  assert.deepEqual(await problems(), []);

  const reloaded = page.waitForEvent("load");
  await first.stop();
  await using _second = await startApplication(options);
  await reloaded;
  await page.getByRole("button", { name: "Theme" }).click();
  assert.equal(await page.getByRole("radio", { name: "System" }).isVisible(), true);
});
