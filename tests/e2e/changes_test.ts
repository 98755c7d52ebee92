import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { accessibilityFaults, sidewaysPixels } from "./accessibility.ts";
import { type ExecutionsSite, startExecutionsSite } from "./executions_site.ts";

const HEADER = "change_number,instance_id,account_id,region,platform,name";
const BAD_CSV = new URL("../fixtures/change-bad.csv", import.meta.url).pathname;

let site: ExecutionsSite;

Deno.test.beforeAll(async () => {
  site = await startExecutionsSite();
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

/** A file of servers of one change. */
function csvOf(number: string, rows: readonly string[]) {
  const text = [HEADER, ...rows.map((row) => `${number},${row}`)].join("\r\n");
  return { name: "change.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
}

const row = (last: number, name = `web-0${last}`) =>
  `i-0a1b2c3d4e5f6000${last},111122223333,us-east-1,linux,"${name.replaceAll('"', '""')}"`;

async function preview(page: Page, file: string | ReturnType<typeof csvOf>): Promise<void> {
  await page.getByLabel("Change CSV").setInputFiles(file);
  await page.getByRole("button", { name: "Preview CSV" }).click();
  await page.waitForURL(/\/changes\?draft=/);
}

async function importChange(page: Page, number: string, rows: readonly string[]): Promise<void> {
  await page.goto("/changes");
  await preview(page, csvOf(number, rows));
  await page.getByRole("button", { name: "Import changes" }).click();
  await page.getByRole("status").filter({ hasText: "Imported" }).waitFor();
}

for (const javaScriptEnabled of [true, false]) {
  const mode = javaScriptEnabled ? "with" : "without";

  Deno.test(`${mode} JavaScript a file is previewed, imported, loaded, and cleared again`, async () => {
    const number = `CHG-UPLOAD-${mode}`;
    await using opened = await site.signIn({ javaScriptEnabled });
    const { page } = opened;
    await page.goto("/aws/linux-qc-patching-prep");
    await preview(page, csvOf(number, [row(1), row(2), row(2)]));
    const main = page.getByRole("main");
    assert.match(await main.innerText(), /1 duplicate row was merged/);
    assert.equal((await page.request.get(`/changes/${number}`)).status(), 404);
    await page.getByRole("button", { name: "Import changes" }).click();
    assert.equal(new URL(page.url()).pathname, "/aws/linux-qc-patching-prep");
    const notice = main.locator(".notice").getByRole("status");
    assert.equal(await notice.innerText(), `Imported: 1 new, 0 replaced. ${number} is loaded.`);
    await page.getByRole("button", { name: "Clear change" }).click();
    assert.equal(await notice.innerText(), "No change is loaded any more.");
    await page.getByRole("combobox", { name: "Change" }).selectOption(number);
    await page.getByRole("button", { name: "Load change" }).click();
    assert.equal(await notice.innerText(), `${number} is loaded.`);
    assert.deepEqual(await opened.problems(), []);
  });

  Deno.test(`${mode} JavaScript a typed change goes through the same preview`, async () => {
    const number = `CHG-TYPED-${mode}`;
    await using opened = await site.signIn({ javaScriptEnabled });
    const { page } = opened;
    await page.goto("/changes");
    await page.getByText("Number, description, and one instance a line").click();
    await page.getByLabel("Number").fill(number);
    await page.getByLabel("Description").fill("October");
    await page.getByLabel("Instances", { exact: true }).fill(
      "i-0a1b2c3d4e5f60001, 111122223333, us-east-1\ni-xyz, 111122223333, us-east-1",
    );
    await page.getByRole("button", { name: "Preview typed change" }).click();
    const problems = page.getByRole("table", { name: "Problems" });
    assert.match(await problems.innerText(), /2\s+instance_id\s+i-xyz/);
    await page.getByLabel("Leave out the 1 bad row").check();
    await page.getByRole("button", { name: "Import changes" }).click();
    await page.goto(`/changes/${number}`);
    assert.match(await page.getByRole("main").innerText(), /October/);
    assert.equal(await page.getByRole("table", { name: "Instances" }).getByRole("row").count(), 2);
  });
}

Deno.test("I06: every problem of a file is listed with line, column, value and reason, and nothing is saved unasked", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await page.goto("/changes");
  await preview(page, BAD_CSV);
  const rows = await page.getByRole("table", { name: "Problems" }).locator("tbody tr").all();
  const cells = await Promise.all(rows.map((each) => each.getByRole("cell").allInnerTexts()));
  assert.deepEqual(cells.map(([line, column, value]) => [line, column, value]), [
    ["3", "instance_id", "i-xyz"],
    ["4", "account_id", "12345678901"],
    ["5", "account_id", "1.23457E+11"],
    ["6", "region", "us-middle-9"],
    ["7", "platform", "solaris"],
    ["8", "change_number", ""],
    ["9", "change_number", "$(reboot)"],
  ]);
  await page.getByRole("button", { name: "Import changes" }).click();
  assert.equal((await page.request.get("/changes/CHG0031005")).status(), 404);
  await page.locator("form:has(#skip-invalid)").evaluate((form: HTMLFormElement) => {
    form.noValidate = true;
  });
  await page.getByRole("button", { name: "Import changes" }).click();
  await page.getByRole("alert").getByText("Agree to leave out the 7 bad rows").waitFor();
  assert.equal((await page.request.get("/changes/CHG0031005")).status(), 404);
  await page.getByLabel("Leave out the 7 bad rows").check();
  await page.getByRole("button", { name: "Import changes" }).click();
  await page.getByRole("status").filter({ hasText: "CHG0031005 is loaded" }).waitFor();
  await page.goto("/changes/CHG0031005");
  assert.match(await page.getByRole("table", { name: "Instances" }).innerText(), /<img src=x/);
});

Deno.test("a stored change is replaced only after the comparison was agreed to", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await importChange(page, "CHG-REPLACE", [row(1), row(2)]);
  await page.goto("/changes");
  await preview(page, csvOf("CHG-REPLACE", [row(2, "renamed"), row(3)]));
  await page.getByText("What changes in CHG-REPLACE").click();
  const comparison = await page.locator(".comparison").innerText();
  assert.match(comparison, /Added\s+i-0a1b2c3d4e5f60003\s+Removed\s+i-0a1b2c3d4e5f60001/);
  assert.match(comparison, /i-0a1b2c3d4e5f60002\s+name web-02 → renamed/);
  await page.getByLabel("Replace CHG-REPLACE (adds 1, removes 1, changes 1)").check();
  await page.getByRole("button", { name: "Import changes" }).click();
  await page.getByRole("status").filter({ hasText: "0 new, 1 replaced" }).waitFor();
});

Deno.test("a preview is private to its session, and gone once it was discarded", async () => {
  await using mine = await site.signIn();
  await using theirs = await site.signIn();
  await mine.page.goto("/changes");
  await preview(mine.page, csvOf("CHG-PRIVATE", [row(1)]));
  const address = mine.page.url();
  await theirs.page.goto(address);
  await theirs.page.getByText("This preview is gone").waitFor();
  assert.doesNotMatch(await theirs.page.content(), /CHG-PRIVATE/);
  await mine.page.getByRole("button", { name: "Discard" }).click();
  await mine.page.goto(address);
  await mine.page.getByText("This preview is gone").waitFor();
});

Deno.test("the page of a change filters its instances, exports them, and deletes after the number was typed", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const hostile = '=HYPERLINK("http://example.invalid","x")';
  await importChange(page, "CHG-DELETE", [row(1), row(2), row(3, hostile)]);
  await page.goto("/changes/CHG-DELETE");
  await page.getByLabel("Filter").fill("web-02");
  await page.getByRole("search").getByRole("button", { name: "Filter" }).click();
  const table = page.getByRole("table", { name: "Instances" });
  assert.equal(await table.locator("tbody tr").count(), 1);
  const file = await page.request.get("/changes/CHG-DELETE/csv");
  assert.match(
    file.headers()["content-disposition"] ?? "",
    /attachment; filename="CHG-DELETE.csv"/,
  );
  assert.match(await file.text(), /"'=HYPERLINK\(/);
  await page.getByText("Delete CHG-DELETE…").click();
  await page.getByLabel("Type CHG-DELETE to confirm").fill("CHG-DELETE");
  await page.getByRole("button", { name: "Delete change with 3 instances" }).click();
  await page.getByRole("status").filter({ hasText: "Change deleted" }).waitFor();
  assert.equal((await page.request.get("/changes/CHG-DELETE")).status(), 404);
  assert.equal(await page.getByRole("button", { name: "Clear change" }).count(), 0);
});

Deno.test("the list filters by text and account, marks the loaded change, and loads another", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await importChange(page, "CHG-LIST-A", [row(1)]);
  await importChange(page, "CHG-LIST-B", [row(2)]);
  await page.goto("/changes?q=chg-list");
  const table = page.getByRole("table", { name: "Stored changes" });
  assert.deepEqual(await table.getByRole("link").allInnerTexts(), ["CHG-LIST-A", "CHG-LIST-B"]);
  const loaded = table.getByRole("row").filter({ hasText: "Loaded" });
  assert.match(await loaded.innerText(), /CHG-LIST-B/);
  await table.getByRole("button", { name: "Load CHG-LIST-A" }).click();
  await page.getByRole("status").filter({ hasText: "CHG-LIST-A is loaded" }).waitFor();
  await page.goto("/changes?account=12&status=closed");
  await page.getByText('Cannot parse account id "12"').waitFor();
  assert.equal(await page.getByLabel("Status").inputValue(), "closed");
  assert.equal(await page.getByLabel("Account").inputValue(), "12");
});

Deno.test("editing a change starts with its instances, and a bad number keeps what was typed", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const hostile = `</textarea><b>"&amp;'`;
  await importChange(page, "CHG-EDIT", [row(1), row(2, hostile)]);
  await page.goto("/changes/CHG-EDIT");
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  const lines = page.getByLabel("Instances", { exact: true });
  const stored = await lines.inputValue();
  assert.match(
    stored,
    /^i-0a1b2c3d4e5f60001,111122223333,us-east-1,linux,web-01\ni-0a1b2c3d4e5f60002/,
  );
  assert.ok(stored.includes(hostile.replaceAll('"', '""')), stored);
  await page.getByLabel("Number").fill("x");
  await page.getByRole("button", { name: "Preview typed change" }).click();
  await page.getByRole("alert").waitFor();
  assert.equal(await lines.inputValue(), stored);
});

Deno.test("a file with two changes names both and lets one choose; the loaded change stays", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await importChange(page, "CHG-STAYS", [row(1)]);
  await page.goto("/aws/linux-qc-patching-prep");
  const rows = [`CHG-TWO-A,${row(1)}`, `CHG-TWO-B,${row(2)}`];
  const buffer = Buffer.from([HEADER, ...rows].join("\n"));
  await preview(page, { name: "two.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Import changes" }).click();
  const status = page.getByRole("status");
  await status.getByText("Imported CHG-TWO-A and CHG-TWO-B. CHG-STAYS stays loaded.").waitFor();
  const solid = await page.getByRole("main").locator(".btn-primary").allInnerTexts();
  assert.deepEqual(solid, ["Go to QC prep"]);
  const notice = page.locator(".notice");
  await notice.getByRole("button", { name: "Load CHG-TWO-B" }).click();
  await page.waitForURL(/linux-qc-patching-prep/);
  await status.getByText("CHG-TWO-B is loaded.").waitFor();
  await page.goto("/changes?notice=imported&named=CHG-NOWHERE,<b>,CHG-TWO-A&created=1");
  assert.equal(await status.innerText(), "Imported CHG-TWO-A. CHG-TWO-B stays loaded.");
});

Deno.test("a file without its columns has a bad header, not a bad row", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await page.goto("/changes");
  await preview(page, { name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n1,2") });
  assert.match(await page.locator("#review").innerText(), /bad header[\s\S]*header cannot be read/);
  assert.doesNotMatch(await page.locator("#review").innerText(), /bad rows/);
});

Deno.test("a preview that comes back keeps its ticks", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await importChange(page, "CHG-TICKS", [row(1)]);
  await page.goto("/changes");
  await preview(page, csvOf("CHG-TICKS", [row(2), "i-xyz,1,nowhere,linux,bad"]));
  const leaveOut = page.getByLabel("Leave out the 1 bad row");
  const replace = page.getByLabel(/^Replace CHG-TICKS/);
  for (const [ticked, other] of [[leaveOut, replace], [replace, leaveOut]] as const) {
    await ticked.check();
    await other.uncheck();
    await page.locator("form:has(#skip-invalid)").evaluate((form: HTMLFormElement) => {
      form.noValidate = true;
    });
    await Promise.all([
      page.waitForEvent("load"),
      page.getByRole("button", { name: "Import changes" }).click(),
    ]);
    await page.getByRole("alert").waitFor();
    assert.deepEqual([await ticked.isChecked(), await other.isChecked()], [true, false]);
  }
});

/** The status and what the page says is wrong, after a button that sends a form. */
async function refusal(page: Page, name: string): Promise<readonly [number, string]> {
  const [response] = await Promise.all([
    page.waitForResponse((each) => each.request().method() === "POST"),
    page.getByRole("button", { name }).click(),
  ]);
  const isPlain = response.status() === 413;
  const told = isPlain ? page.getByText("is larger than") : page.getByRole("alert");
  return [response.status(), await told.innerText()];
}

Deno.test("D01, I06: a file too large or too long is refused by a page that says why", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  const rows = Array.from(
    { length: 10_001 },
    (_, index) => `CHG-LONG,i-${String(index).padStart(17, "0")},111122223333,us-east-1,linux,`,
  );
  const files = [
    ["x".repeat(6 * 1_024 * 1_024), 413, /The request is larger than 5 MB/],
    [[HEADER, ...rows].join("\n"), 422, /too many rows; expected at most 10,000 rows/],
  ] as const;
  for (const [text, status, reason] of files) {
    await page.goto("/changes");
    const buffer = Buffer.from(text);
    const file = { name: "large.csv", mimeType: "text/csv", buffer };
    await page.getByLabel("Change CSV").setInputFiles(file);
    const [answered, told] = await refusal(page, "Preview CSV");
    assert.equal(answered, status);
    assert.match(told, reason);
    await page.getByRole("navigation", { name: "Main" }).waitFor();
  }
});

Deno.test("I01: shell characters in typed fields are refused by the field, and come back as typed", async () => {
  await using opened = await site.signIn();
  const { page } = opened;
  await page.goto("/changes");
  await page.getByText("Number, description, and one instance a line").click();
  const typed = { Number: "$(reboot);`id`|x", Description: "; rm -rf $HOME", Instances: "$(id)" };
  const field = (name: string) => page.getByLabel(name, { exact: true });
  for (const [name, text] of Object.entries(typed)) await field(name).fill(text);
  const [status, told] = await refusal(page, "Preview typed change");
  assert.equal(status, 422);
  assert.match(told, /Cannot parse change number "\$\(reboot\);`id`\|x": expected 3 to 40 letters/);
  for (const [name, text] of Object.entries(typed)) {
    assert.equal(await field(name).inputValue(), text, name);
  }
  assert.equal(await field("Number").getAttribute("aria-invalid"), "true");
});

Deno.test("on a narrow screen the header has two lines, with a change and both identities", async () => {
  await using opened = await site.signIn({ viewport: { width: 390, height: 844 } });
  const { page } = opened;
  const header = page.getByRole("banner");
  const height = async () => (await header.boundingBox())?.height ?? Infinity;
  await page.goto("/changes");
  assert.ok(await height() < 90, `${await height()}`);
  await importChange(page, "CHG-A-NUMBER-OF-FORTY-CHARACTERS-0000001", [row(1)]);
  await page.goto("/changes");
  assert.ok(await height() < 90, `${await height()}`);
  assert.equal(await sidewaysPixels(page), 0);
});

Deno.test("an unknown change has a page that names it, with status 404", async () => {
  await using opened = await site.signIn();
  const response = await opened.page.goto("/changes/CHG-NOWHERE");
  assert.equal(response?.status(), 404);
  assert.match(await opened.page.getByRole("main").innerText(), /CHG-NOWHERE/);
});

Deno.test("axe finds no fault with the pages of changes, in both themes, wide and narrow", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    await using opened = await site.signIn({ colorScheme });
    const { page } = opened;
    await importChange(page, `CHG-AXE-${colorScheme}`, [row(1), row(4, "\u202Eturned")]);
    await page.goto("/changes");
    await preview(page, csvOf(`CHG-AXE-${colorScheme}`, [row(2), "i-xyz,1,nowhere,linux,bad"]));
    const draft = page.url();
    for (const path of [draft, "/changes", `/changes/CHG-AXE-${colorScheme}`]) {
      await page.goto(path);
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 });
        assert.deepEqual(await accessibilityFaults(page), [], `${path} ${width} ${colorScheme}`);
        assert.equal(await sidewaysPixels(page), 0, `${path} ${width}`);
      }
    }
    assert.deepEqual(await opened.problems(), []);
  }
});
