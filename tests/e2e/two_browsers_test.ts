import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { importChange, PREP_PATH, runEnded, runStep1 } from "./newcomer.ts";
import { signInByForm } from "./sign_in_site.ts";
import { startTwoProcesses, type TwoProcesses } from "./two_processes.ts";

const SIGN_OUTS = 8;

let site: TwoProcesses;

Deno.test.beforeAll(async () => {
  site = await startTwoProcesses();
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

/** Signs in at the first process. */
async function signedIn(environment: "com" | "gov") {
  const opened = await site.open();
  await signInByForm(opened.page, { environment, credentials: site.credentials });
  return opened;
}

/** A file of a change with three Linux servers of one account. */
function csvOf(number: string): string {
  const rows = ["1,111122223333,us-east-1", "2,111122223333,us-east-1", "3,111122223333,us-west-2"];
  return [
    "change_number,instance_id,account_id,region",
    ...rows.map((row) => `${number},i-0a1b2c3d4e5f6000${row}`),
  ].join("\n");
}

/** Runs step 1 of a new change, and gives the path of the run. */
async function startRun(page: Page, number: string): Promise<string> {
  await importChange(page, csvOf(number));
  await page.goto(PREP_PATH);
  await runStep1(page);
  return new URL(page.url()).pathname;
}

async function identities(page: Page): Promise<Record<"com" | "gov", unknown>> {
  return (await (await page.request.get("/api/session")).json()).environments;
}

Deno.test("S09: two browsers each see only their own credentials, and let go of their own alone", async () => {
  await using com = await signedIn("com");
  await using gov = await signedIn("gov");
  const panelOf = ({ page }: typeof com) => page.getByRole("region", { name: "Signed in" });
  assert.match(await panelOf(com).innerText(), /arn:aws:sts::[\s\S]*GOV\s+not signed in/);
  assert.match(await panelOf(gov).innerText(), /COM\s+not signed in[\s\S]*arn:aws-us-gov:sts::/);
  assert.doesNotMatch(await com.page.content(), /arn:aws-us-gov:/);
  assert.doesNotMatch(await gov.page.content(), /arn:aws:/);
  assert.equal((await identities(com.page)).gov, null);
  assert.equal((await identities(gov.page)).com, null);
  await gov.page.getByRole("button", { name: "Sign out" }).click();
  await gov.page.getByText("You are signed out").waitFor();
  assert.notEqual((await identities(com.page)).com, null);
  for (const { problems } of [com, gov]) assert.deepEqual(await problems(), []);
});

Deno.test("a run started on one process is seen on the other by somebody else, live, to its end", async () => {
  await using operator = await signedIn("com");
  await using colleague = await signedIn("gov");
  const path = await startRun(operator.page, "CHG-TWO-LIVE");
  const { page } = colleague;
  await page.goto(`${site.second}/executions`);
  const row = page.getByRole("row").filter({ hasText: "CHG-TWO-LIVE" });
  await row.getByRole("link", { name: "Step 1: initial QC" }).click();
  await page.waitForURL(site.second + path);
  await page.evaluate(() => Reflect.set(globalThis, "isSamePage", true));
  await page.getByRole("status").filter({ hasText: "ended: Success" })
    .waitFor({ state: "attached", timeout: 60_000 });
  await runEnded(page, 3);
  assert.equal(await page.evaluate(() => Reflect.has(globalThis, "isSamePage")), true);
  await runEnded(operator.page, 3);
  for (const { problems } of [operator, colleague]) assert.deepEqual(await problems(), []);
});

Deno.test("S06: who signs out on one process is signed out on the other, and the run waits", async () => {
  await using operator = await signedIn("com");
  await using colleague = await signedIn("gov");
  const path = await startRun(operator.page, "CHG-TWO-OUT");
  const onSecond = await operator.page.context().newPage();
  await onSecond.goto(site.second + path);
  await onSecond.getByRole("button", { name: "Cancel", exact: true }).waitFor();
  await operator.page.getByRole("button", { name: "Sign out" }).click();
  await operator.page.getByText("You are signed out").waitFor();
  await onSecond.getByRole("link", { name: "Sign in again" }).waitFor({ timeout: 30_000 });
  await onSecond.goto(`${site.second}/changes`);
  assert.equal(new URL(onSecond.url()).pathname, "/aws");
  await colleague.page.goto(site.second + path);
  await colleague.page.getByText("COM targets wait for credentials").waitFor({ timeout: 30_000 });
});

Deno.test("S06: once signing out is answered, the other process takes the cookie no more", async () => {
  await using opened = await site.open();
  const { page } = opened;
  for (let trial = 0; trial < SIGN_OUTS; trial++) {
    await signInByForm(page, { environment: "com", credentials: site.credentials });
    const [cookie] = await page.context().cookies();
    const headers = { cookie: `${cookie?.name}=${cookie?.value}` };
    const isTaken = async (url: string) => {
      const response = await fetch(`${url}/api/changes`, { headers });
      await response.body?.cancel();
      return response.ok;
    };
    assert.equal(await isTaken(site.second), true);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out").waitFor();
    assert.equal(await isTaken(site.second), false);
    assert.equal(await isTaken(site.first), false);
  }
});

Deno.test("L03: what was pasted is nowhere in the browser afterwards", async () => {
  await using opened = await signedIn("com");
  const { page } = opened;
  const state = await page.context().storageState({ indexedDB: true });
  const inPage = await page.evaluate(async () => [
    { ...sessionStorage },
    await caches.keys(),
    history.state,
    document.documentElement.outerHTML,
    [...document.querySelectorAll("textarea, input")].map((box) => Reflect.get(box, "value")),
  ]);
  const kept = JSON.stringify([state, inPage]);
  const values = site.credentials.com.match(/(?<= = )\S+/g) ?? [];
  assert.equal(values.length, 3);
  for (const value of values) assert.ok(!kept.includes(value));
});
