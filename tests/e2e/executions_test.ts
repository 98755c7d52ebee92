import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { accessibilityFaults, sidewaysPixels } from "./accessibility.ts";
import {
  createChange,
  END_MS,
  endedProbe,
  type ExecutionsSite,
  startBatch,
  startExecutionsSite,
  STEP1,
} from "./executions_site.ts";

let site: ExecutionsSite;

Deno.test.beforeAll(async () => {
  site = await startExecutionsSite();
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

Deno.test("the QC of a change tells the truth about every server, as do its reports", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const instances = site.fleet.instances.filter(({ platform }) => platform === "linux");
  const number = "CHG0099001";
  await createChange(page, { number, instances });
  const before = await page.request.get(`/api/changes/${number}/qc`);
  assert.deepEqual((await before.json()).step1, null);
  const batchId = await startBatch(page, {
    scriptId: STEP1.scriptId,
    change: number,
  });
  await page.goto(`/executions/${batchId}`);
  await page.getByText(`${instances.length} of ${instances.length} done`).waitFor({
    timeout: 2 * END_MS,
  });
  await page.getByRole("status").filter({ hasText: /ended: .*; QC: \d+ passed/ })
    .waitFor({ state: "attached", timeout: END_MS });
  const qc = await (await page.request.get(`/api/changes/${number}/qc`)).json();
  const idsOf = (items: readonly { readonly instanceId: string }[]) =>
    items.map(({ instanceId }) => instanceId).sort();
  const passing = instances.filter(({ ping, qc }) => ping === "online" && qc?.passes);
  assert.equal(qc.step1.batchId, batchId);
  assert.deepEqual(idsOf(qc.step1.passed), idsOf(passing));
  assert.deepEqual(
    idsOf([...qc.step1.passed, ...qc.step1.failed]),
    idsOf(instances),
    "every server is in exactly one of them",
  );
  assert.deepEqual(qc.step1.pending, []);
  for (const { reasons } of qc.step1.failed) assert.ok(reasons.length > 0);
  const grouped = qc.kernelGroups.flatMap((group: { instances: string[] }) => group.instances);
  assert.deepEqual(grouped.sort(), idsOf(passing));
  const failing = instances.filter(({ ping, qc }) => ping === "online" && qc && !qc.passes);
  const next = page.getByRole("region", { name: "What comes next" });
  const line = await next.locator("p").first().innerText();
  assert.ok(line.startsWith(`QC: ${passing.length} passed, ${failing.length} failed`), line);
  const [failed] = failing;
  assert.ok(failed);
  await page.goto(`/executions/${batchId}?q=${failed.instanceId}`);
  const chips = page.getByRole("table", { name: "Targets" }).locator(".chip");
  assert.deepEqual(await chips.allInnerTexts(), ["Success", "QC failed"]);
  await next.getByRole("button", { name: `Load ${number} and show its results` }).click();
  await page.waitForURL(/\/aws\/linux-qc-patching-prep/);
  await page.goto(`/executions/${batchId}`);
  assert.ok(await next.getByRole("link", { name: "Results on the QC prep page" }).isVisible());
  const report = `/api/changes/${number}/report`;
  const csv = await (await page.request.get(`${report}?kind=full&format=csv`)).text();
  const rows: string[][] = parse(csv, { record_delimiter: "\r\n" });
  assert.deepEqual(rows.slice(1).map(([id]) => id).sort(), idsOf(instances));
  assert.equal((await page.request.get(`${report}?kind=final`)).status(), 404);
  assert.equal((await page.request.get(`${report}?kind=all`)).status(), 422);
  assert.equal((await page.request.get("/api/changes/NONE/qc")).status(), 404);
});

Deno.test("X06, X07: hostile names and outputs are text; links of terminals are none", async () => {
  await using opened = await site.signIn();
  const { page, problems } = opened;
  const batchId = await endedProbe(page, site.online);
  assert.equal(await page.locator("main script, main img, main iframe").count(), 0);
  const hostile = site.online.find(({ name }) => name.includes("<script>"));
  assert.ok(hostile);
  await page.goto(`/executions/${batchId}?q=${hostile.instanceId}`);
  await page.getByRole("link", { name: "<script>window.__xss=1</script>" }).click();
  await page.getByRole("heading", { name: `Output of ${hostile.name}`, level: 1 }).waitFor();
  assert.equal(await page.title(), `Output of ${hostile.name} · PCM-Ops Tools`);
  await page.getByRole("group", { name: "Output, line by line" }).waitFor();
  assert.equal(await page.locator(".output a, .output script, .output img").count(), 0);
  assert.equal(await page.evaluate(() => "__xss" in globalThis), false);
  assert.deepEqual(await problems(), []);
});

Deno.test("X10, X01: reports and outputs are files that are saved, never shown", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const batchId = await endedProbe(page, site.online);
  const output = `/executions/${batchId}/targets/${
    site.online[0]?.instanceId
  }/download?stream=stdout`;
  const paths = ["md", "csv", "html", "json"].map((format) =>
    `/api/executions/${batchId}/report?format=${format}`
  );
  for (const path of [output, ...paths]) {
    const response = await page.request.get(path);
    const headers = response.headers();
    assert.equal(response.status(), 200, path);
    assert.match(headers["content-disposition"] ?? "", /^attachment; filename="/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["content-security-policy"] ?? "", /default-src 'none'/);
  }
  const wrong = await page.request.get(`/api/executions/${batchId}/report?format=pdf`);
  assert.equal(wrong.status(), 422);
  assert.equal((await page.request.get("/api/executions/none/report?format=md")).status(), 404);
});

Deno.test("an HTML report is read in a window of any width", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const batchId = await endedProbe(page, site.online);
  const path = `/api/executions/${batchId}/report?format=html`;
  const html = await (await page.request.get(path)).text();
  // The application's pages take no markup from scripts.
  await page.goto("about:blank");
  await page.setContent(html);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    assert.equal(await sidewaysPixels(page), 0, `${width} px`);
    assert.equal(
      await page.locator("tbody tr").first().evaluate((row) => getComputedStyle(row).display),
      width === 390 ? "block" : "table-row",
    );
  }
});

Deno.test("/ goes to the filter unless one types, and Escape leaves it", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const batchId = await endedProbe(page, site.online);
  for (
    const [path, name] of [
      [`/executions/${batchId}`, "Filter by name, id, account"],
      ["/executions", "Change"],
      ["/changes", "Text"],
    ] as const
  ) {
    await page.goto(path);
    const filter = page.getByRole("searchbox", { name });
    const isFocused = () => filter.evaluate((input) => input === document.activeElement);
    // Before its script has come, the page does not hear keys.
    for (let presses = 0; presses < 200 && !await isFocused(); presses++) {
      await page.keyboard.press("/");
    }
    assert.equal(await isFocused(), true);
    await page.keyboard.type("a/b");
    assert.equal(await filter.inputValue(), "a/b");
    await page.keyboard.press("Escape");
    assert.equal(await isFocused(), false);
  }
});

Deno.test("the list finds a run by its state and its script, and leads to it", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const batchId = await endedProbe(page, site.online);
  await page.goto("/executions");
  await page.getByRole("combobox", { name: "State" }).selectOption("success");
  await page.getByRole("combobox", { name: "Script" }).selectOption("linux/probe");
  await page.getByRole("button", { name: "Filter" }).click();
  const table = page.getByRole("table", { name: "Executions" });
  await table.getByRole("link", { name: "Probe" }).first().click();
  assert.equal(new URL(page.url()).pathname, `/executions/${batchId}`);
  await page.goto("/executions?state=failed&change=NONE");
  await page.getByText("No run fits this filter").waitFor();
});

for (const colorScheme of ["light", "dark"] as const) {
  Deno.test(`list, run and output have no fault for axe, ${colorScheme}, and fit 390 px`, async () => {
    await using opened = await site.signIn({ colorScheme });
    const { page } = opened;
    const batchId = await endedProbe(page, site.online);
    const run = `/executions/${batchId}`;
    for (const path of ["/executions", run, `${run}/targets/${site.online[0]?.instanceId}`]) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(path);
      assert.deepEqual(await accessibilityFaults(page), [], path);
      assert.equal(await sidewaysPixels(page), 0, path);
      await page.setViewportSize({ width: 390, height: 800 });
      const main = await page.locator("main").evaluate((main) => main.scrollWidth);
      assert.ok(main <= 390, `${path} is ${main} px wide`);
    }
  });
}
