import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { accessibilityFaults, sidewaysPixels } from "./accessibility.ts";
import {
  createChange,
  END_MS,
  type ExecutionsSite,
  startExecutionsSite,
} from "./executions_site.ts";

const PATH = "/aws/script-runner";
const CHANGE = "CHG0051001";

let site: ExecutionsSite;
Deno.test.beforeAll(async () => {
  site = await startExecutionsSite({ speed: 60 });
});
Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

for (const javaScriptEnabled of [true, false]) {
  const mode = javaScriptEnabled ? "with" : "without";

  Deno.test(`${mode} JavaScript a script of the library is planned, run on named servers, and reported`, async () => {
    await using opened = await site.signIn({ javaScriptEnabled });
    const { page } = opened;
    const servers = site.online.slice(0, 3);
    await page.goto(PATH);
    await page.getByRole("combobox", { name: "Script" }).selectOption("linux/disk-check");
    await page.getByRole("button", { name: "Choose" }).click();
    await page.getByLabel("Format").selectOption("json");
    await page.getByLabel("Full from, in percent").fill("99");
    await page.getByLabel("Instances", { exact: true }).fill(
      servers.map(({ instanceId, account, region }) => `${instanceId} ${account} ${region}`)
        .join("\n"),
    );
    await page.getByRole("button", { name: "Preview plan" }).click();
    const plan = page.getByRole("region", { name: "Plan" });
    assert.match(await plan.innerText(), /3 instances in \d commands?, predicted end/);
    if (javaScriptEnabled) assert.deepEqual(await accessibilityFaults(page), []);
    const sent = await page.request.get("/api/executions?script=linux/disk-check");
    const before = (await sent.json()).items.length;
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.waitForURL(/\/executions\//);
    await page.getByText(/^took /).first().waitFor({ timeout: END_MS });
    const after = await page.request.get("/api/executions?script=linux/disk-check");
    assert.equal((await after.json()).items.length, before + 1);
    const batchId = new URL(page.url()).pathname.split("/").at(-1);
    const report = await page.request.get(`/api/executions/${batchId}/report?format=csv`);
    const rows: Record<string, string>[] = parse(await report.text(), { columns: true, bom: true });
    assert.deepEqual(
      rows.map((row) => row.Instance).toSorted(),
      servers.map(({ instanceId }) => instanceId).toSorted(),
    );
    assert.deepEqual(await opened.problems(), []);
  });
}

Deno.test("what is wrong with a form is said beside its field, and nothing is sent", async () => {
  await using opened = await site.signIn({ viewport: { width: 390, height: 800 } });
  const { page } = opened;
  await page.goto(PATH);
  await createChange(page, { number: CHANGE, instances: site.online.slice(0, 2) });
  await page.goto(`${PATH}?script=linux/disk-check`);
  await page.getByLabel("Full from, in percent").fill("900");
  await page.getByLabel("Instances", { exact: true }).fill("i-1 12 moon-1 mac\n");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const alert = page.getByRole("alert");
  for (const text of ["no instance id", "no account id", "no region", "no platform"]) {
    await alert.getByText(text).waitFor();
  }
  await page.getByLabel("Instances", { exact: true }).fill("");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await alert.getByText("Type at least one instance").waitFor();
  const [host] = site.online;
  assert.ok(host);
  await page.getByLabel("Instances", { exact: true })
    .fill([host.instanceId, host.account, host.region].join(", "));
  await page.getByRole("button", { name: "Preview plan" }).click();
  await alert.getByText("expected a whole number from 1 to 100").waitFor();
  assert.equal(await page.getByLabel("Full from, in percent").getAttribute("aria-invalid"), "true");
  assert.equal(await sidewaysPixels(page), 0);
});

Deno.test("on a change all of it, or only what is named, is run; another server is refused", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const [first, second, outside] = site.online.slice(3);
  assert.ok(first && second && outside);
  await page.goto("/changes");
  await createChange(page, { number: "CHG0051002", instances: [first, second] });
  await page.goto(`${PATH}?script=linux/probe`);
  await page.getByRole("combobox", { name: "Change" }).selectOption("CHG0051002");
  await page.getByRole("button", { name: "Load change" }).click();
  await page.goto(`${PATH}?script=linux/probe`);
  await page.getByLabel("Only these of CHG0051002").check();
  await page.getByLabel("Instance ids of the change").fill(outside.instanceId);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("alert").getByText("is not one of the change").waitFor();
  await page.getByLabel("Instance ids of the change").fill(second.instanceId);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.waitForURL(/\/executions\//);
  const batchId = new URL(page.url()).pathname.split("/").at(-1);
  const targets = await page.request.get(`/api/executions/${batchId}/targets`);
  const { items } = await targets.json();
  assert.deepEqual(items.map((item: { instanceId: string }) => item.instanceId), [
    second.instanceId,
  ]);
});
