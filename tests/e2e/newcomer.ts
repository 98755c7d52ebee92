import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";

/** The page of the workflow. */
export const PREP_PATH = "/aws/linux-qc-patching-prep";

/** Longer than the slowest host takes on a busy machine. */
const END_MS = 60_000;

/** Uploads a file for its preview. */
export async function uploadChange(page: Page, csv: string): Promise<void> {
  await page.goto("/changes");
  const file = { name: "change.csv", mimeType: "text/csv", buffer: Buffer.from(csv) };
  await page.getByLabel("Change CSV").setInputFiles(file);
  await page.getByRole("button", { name: "Preview CSV" }).click();
  await page.getByRole("heading", { name: "Preview" }).waitFor();
}

/** Uploads a file, looks at the preview, and imports it; the change is loaded then. */
export async function importChange(page: Page, csv: string): Promise<void> {
  await uploadChange(page, csv);
  await page.getByRole("button", { name: "Import changes" }).click();
  await page.getByRole("status").filter({ hasText: "is loaded" }).waitFor();
}

/** Asks Systems Manager about every server of the loaded change. */
export async function confirmConnectivity(page: Page): Promise<void> {
  await page.goto(PREP_PATH);
  await page.getByRole("button", { name: "Confirm connectivity" }).click();
  await page.getByRole("table", { name: "Connectivity" }).waitFor();
}

/** Presses "Run step 1"; gives how many targets had ended when the page of the run came. */
export async function runStep1(page: Page): Promise<number> {
  const answer = page.waitForResponse((response) =>
    /\/executions\/[^/]+$/.test(response.url()) && response.request().isNavigationRequest()
  );
  await page.getByRole("button", { name: "Run step 1" }).click();
  const response = await answer;
  assert.equal(response.status(), 200, response.url());
  const html = await response.text();
  await page.getByRole("table", { name: "Targets" }).waitFor();
  return Number(html.match(/aria-valuenow="(\d+)"/)?.[1]);
}

/** Waits until the open page of a run says that all targets have ended. */
export async function runEnded(page: Page, targets: number): Promise<void> {
  await page.getByText(`${targets} of ${targets} done`, { exact: true })
    .waitFor({ timeout: END_MS });
}

/** Clicks a link that gives a file. */
export async function downloaded(
  page: Page,
  link: string,
): Promise<{ readonly name: string; readonly text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: link, exact: true }).click(),
  ]);
  return {
    name: download.suggestedFilename(),
    text: await Deno.readTextFile(await download.path()),
  };
}
