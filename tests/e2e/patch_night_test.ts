import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import {
  createChange,
  END_MS,
  type ExecutionsSite,
  type FleetInstance,
  fleetOf,
  startExecutionsSite,
} from "./executions_site.ts";

const CHANGE = "CHG0042042";
const SERVERS = 60;
const PREP = "/aws/linux-qc-patching-prep";
const POST = "/aws/linux-qc-patching-post";

let site: ExecutionsSite;

Deno.test.beforeAll(async () => {
  site = await startExecutionsSite({ speed: 60, instances: 140 });
});
Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

Deno.test("a patch night: prep on 60 servers, kernels staged by group, and post finds who booted the wrong one", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const instances = site.online.slice(0, SERVERS);
  assert.equal(instances.length, SERVERS);
  await page.goto(PREP);
  await createChange(page, { number: CHANGE, instances });
  await page.goto(PREP);
  await page.getByRole("combobox", { name: "Change" }).selectOption(CHANGE);
  await page.getByRole("button", { name: "Load change" }).click();

  await page.getByRole("button", { name: "Confirm connectivity" }).click();
  await runStep(page, { path: PREP, button: "Run step 1" });
  const chosen = await chooseNewest(page);
  await runStep(page, { path: PREP, button: "Stage kernels" });
  await runStep(page, { path: PREP, button: "Run step 3" });

  const stageable = instances.filter(({ qc }) =>
    qc?.passes && qc.availableKernels.some((kernel) => chosen.has(kernel))
  );
  assert.ok(stageable.length > 10, "many servers are staged");
  const final = await download(page, { path: PREP, link: "CSV of step 3" });
  const passed = final.filter((row) => row.Verdict === "passed");
  assert.deepEqual(idsOf(passed.map((row) => row.Instance)), idsOf(stageable.map(idOf)));
  for (const { Instance, ...row } of passed) {
    const { qc } = stageable.find((host) => idOf(host) === Instance) ?? {};
    assert.equal(row["Running kernel"], qc?.currentKernel);
    assert.ok(qc?.availableKernels.includes(row["Kernel to install"] ?? ""));
  }

  const patched = await fetch(`${site.simulatorUrl}/_simulator/patch`, { method: "POST" });
  assert.ok(patched.ok, await patched.text());
  await runStep(page, { path: POST, button: "Run validation" });
  const truth = (await fleetOf(site.simulatorUrl)).instances;
  const wrong = stageable.filter((host) =>
    truthOf(truth, host).reasons.some((reason) => reason.startsWith("Kernel "))
  );
  assert.ok(wrong.length > 0, "some servers boot into the wrong kernel");
  const post = await download(page, { path: POST, link: "CSV of the validation" });
  const answered = (word: string) =>
    idsOf(
      post.filter((row) => row["Booted into the staged kernel"] === word)
        .map((row) => row.Instance),
    );
  assert.deepEqual(answered("no"), idsOf(wrong.map(idOf)));
  const right = stageable.filter((host) => !wrong.includes(host));
  assert.deepEqual(answered("yes"), idsOf(right.map(idOf)));
  for (const { Instance, Verdict } of post) {
    const host = instances.find((each) => idOf(each) === Instance);
    assert.ok(host);
    assert.equal(Verdict === "passed", truthOf(truth, host).passes, Instance);
  }

  const table = page.getByRole("table", { name: "Before and after" });
  await page.getByLabel("Verdict").selectOption("failed");
  await page.getByRole("search").getByRole("button", { name: "Filter" }).click();
  const firstWrong = table.locator("tbody tr").filter({ hasText: wrong[0]?.instanceId ?? "" });
  assert.match(await firstWrong.innerText(), /is running, expected/);
  assert.deepEqual(await opened.problems(), []);
});

/** Presses a button that starts a run, follows the run to its end, and comes back. */
async function runStep(
  page: Page,
  { path, button }: { readonly path: string; readonly button: string },
): Promise<void> {
  if (new URL(page.url()).pathname !== path) await page.goto(path);
  await page.getByRole("button", { name: button }).click();
  await page.waitForURL(/\/executions\//);
  await page.getByText(/^took /).first().waitFor({ timeout: END_MS });
  await page.goto(path);
}

/** Chooses the newest kernel of each group, and gives the kernels that were chosen. */
async function chooseNewest(page: Page): Promise<ReadonlySet<string>> {
  const chosen = new Set<string>();
  const table = page.getByRole("table", { name: "Kernel groups" });
  for (const row of await table.locator("tbody tr").all()) {
    const name = (await row.locator("label").innerText()).trim();
    assert.match(name, /^.+ - Kernel \d+\.\d+\.\d+-\d+/);
    const select = page.getByLabel(name, { exact: true });
    const kernels = await select.locator("option").evaluateAll((options) =>
      options.map((option) => option.getAttribute("value") ?? "")
    );
    const newest = kernels[1];
    if (newest === undefined) continue;
    await select.selectOption(newest);
    chosen.add(newest);
  }
  return chosen;
}

async function download(
  page: Page,
  { path, link }: { readonly path: string; readonly link: string },
): Promise<readonly Readonly<Record<string, string>>[]> {
  await page.goto(path);
  const href = await page.getByRole("link", { name: link }).getAttribute("href");
  const answer = await page.request.get(href ?? "");
  assert.equal(answer.status(), 200);
  return parse(await answer.text(), { columns: true, bom: true });
}

function truthOf(
  truth: readonly FleetInstance[],
  { instanceId }: FleetInstance,
): NonNullable<FleetInstance["post"]> {
  const found = truth.find((each) => each.instanceId === instanceId)?.post;
  assert.ok(found);
  return found;
}

function idOf({ instanceId }: FleetInstance): string {
  return instanceId;
}

function idsOf(ids: readonly (string | undefined)[]): readonly string[] {
  return ids.flatMap((id) => id ?? []).toSorted();
}
