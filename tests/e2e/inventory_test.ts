import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { accessibilityFaults, sidewaysPixels } from "./accessibility.ts";
import { type ExecutionsSite, type FleetInstance, startExecutionsSite } from "./executions_site.ts";

const PATH = "/aws/instances";
const OWN_ACCOUNT = "111122223333";

let site: ExecutionsSite;
Deno.test.beforeAll(async () => {
  site = await startExecutionsSite({ speed: 60, instances: 150 });
});
Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

function serversOf(account: string): readonly FleetInstance[] {
  return site.fleet.instances.filter((each) =>
    each.account === account && each.partition === "aws"
  );
}

/** Opens the servers of an account, and waits until all regions are read. */
async function open(page: Page, query: string): Promise<void> {
  await page.goto(`${PATH}?environment=com&${query}`);
  await page.getByText(/all \d+ regions read/).waitFor();
}

async function idsIn(page: Page): Promise<readonly string[]> {
  const rows = page.getByRole("table", { name: "Instances" }).locator("tbody tr");
  return (await rows.locator("code").allInnerTexts()).toSorted();
}

for (const javaScriptEnabled of [true, false]) {
  const mode = javaScriptEnabled ? "with" : "without";

  Deno.test(`${mode} JavaScript servers of an account are found, filtered, ticked, and made a change`, async () => {
    await using opened = await site.signIn({ javaScriptEnabled });
    const { page } = opened;
    await page.goto("/aws/accounts");
    await page.getByRole("link", { name: `Instances of ${OWN_ACCOUNT}` }).click();
    await page.getByText(/all \d+ regions read/).waitFor();
    const all = serversOf(OWN_ACCOUNT);
    assert.deepEqual(await idsIn(page), all.map(({ instanceId }) => instanceId).toSorted());
    await page.getByLabel("Text", { exact: true }).fill("offline");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText(/all \d+ regions read/).waitFor();
    const offline = all.filter(({ ping }) => ping === "offline");
    assert.deepEqual(await idsIn(page), offline.map(({ instanceId }) => instanceId).toSorted());
    if (javaScriptEnabled) assert.deepEqual(await accessibilityFaults(page), []);
    await open(page, "");
    const [first, second] = await page.getByRole("checkbox").all();
    const ticked = [await first?.getAttribute("value"), await second?.getAttribute("value")];
    await first?.check();
    await second?.check();
    await page.getByLabel("Change number", { exact: true }).fill(`CHG-INV-${mode}`);
    await page.getByRole("button", { name: "Make a change" }).click();
    await page.waitForURL(`**/changes/CHG-INV-${mode}`);
    const change = await (await page.request.get(`/api/changes/CHG-INV-${mode}`)).json();
    const ids = change.instances.map((each: { instanceId: string }) => each.instanceId);
    assert.deepEqual(
      ids.toSorted(),
      ticked.map((line) => line?.split(" ")[0]).toSorted(),
    );
    for (const { instanceId, account, region, platform, name } of change.instances) {
      const truth = all.find((each) => each.instanceId === instanceId);
      assert.deepEqual([account, region, platform], [
        truth?.account,
        truth?.region,
        truth?.platform,
      ]);
      assert.equal(name, truth?.name.replaceAll(/\s+/g, " ").trim());
    }
    assert.deepEqual(await opened.problems(), []);
  });
}

Deno.test("all that match are taken only when that is chosen, and nothing ticked is nothing", async () => {
  await using opened = await site.signIn({ viewport: { width: 390, height: 800 } });
  const { page } = opened;
  await open(page, "region=us-east-1&q=linux");
  await page.getByLabel("Change number", { exact: true }).fill("CHG-INV-ALL");
  await page.getByRole("button", { name: "Make a change" }).click();
  await page.getByRole("alert").getByText("Tick at least one instance").waitFor();
  assert.equal((await page.request.get("/api/changes/CHG-INV-ALL")).status(), 404);
  assert.equal(await sidewaysPixels(page), 0);
  await open(page, "region=us-east-1");
  await page.getByLabel("Change number", { exact: true }).fill("CHG-INV-ALL");
  await page.getByLabel(/^All \d+ instances that match/).check();
  await page.getByRole("button", { name: "Make a change" }).click();
  await page.waitForURL("**/changes/CHG-INV-ALL");
  const change = await (await page.request.get("/api/changes/CHG-INV-ALL")).json();
  const truth = serversOf(OWN_ACCOUNT).filter(({ region }) => region === "us-east-1");
  assert.equal(change.instances.length, truth.length);
});

Deno.test("ticked servers go to the script runner, with the script chosen there", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await open(page, "q=online");
  const box = page.getByRole("checkbox").first();
  const line = await box.getAttribute("value") ?? "";
  await box.check();
  await page.getByRole("button", { name: "Run a script on the ticked ones" }).click();
  await page.getByRole("combobox", { name: "Script" }).selectOption("linux/probe");
  await page.getByRole("button", { name: "Choose" }).click();
  await page.getByRole("button", { name: "Preview plan" }).click();
  await page.getByRole("region", { name: "Plan" }).waitFor();
  assert.equal((await page.getByLabel("Instances", { exact: true }).inputValue()).trim(), line);
});
