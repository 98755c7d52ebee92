import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import type { Page } from "playwright-core";
import { type ExecutionsSite, type FleetInstance, startExecutionsSite } from "./executions_site.ts";
import { type WatchedPage, watchedPage } from "./inert_page.ts";
import { confirmConnectivity, PREP_PATH, runEnded, runStep1, uploadChange } from "./newcomer.ts";
import { tableRows } from "./table_rows.ts";

const FIXTURE = new URL("../fixtures/hostile-strings.txt", import.meta.url);
const COLUMNS = ["change_number", "instance_id", "account_id", "region", "platform", "name"];

let site: ExecutionsSite;
let strings: readonly string[];

Deno.test.beforeAll(async () => {
  strings = (await Deno.readTextFile(FIXTURE)).split("\n").filter((line) => line !== "");
  site = await startExecutionsSite({ speed: 100 });
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

/** A page that is signed in to both environments. */
async function watched(): Promise<WatchedPage> {
  return await watchedPage({ open: site.signIn });
}

/** All servers: the first ones with the hostile names of the file, the others with their own. */
function hostileServers(): readonly FleetInstance[] {
  return site.fleet.instances.map((server, index) => ({
    ...server,
    name: strings[index] ?? server.name,
  }));
}

const cellsOf = (number: string, server: FleetInstance) => [
  number,
  server.instanceId,
  server.account,
  server.region,
  server.platform,
  server.name,
];

/** Good rows with hostile names, then every hostile string in every other column. */
function hostileCsv(number: string, servers: readonly FleetInstance[]): string {
  const [model = []] = servers.map((server) => cellsOf(number, server));
  const bad = COLUMNS.slice(0, -1).flatMap((_, column) =>
    strings.map((text) => model.toSpliced(column, 1, text))
  );
  return stringify([COLUMNS, ...servers.map((server) => cellsOf(number, server)), ...bad]);
}

Deno.test("X05, X06, X07: hostile cells of a file are text from its preview to the run and the output", async () => {
  await using watch = await watched();
  const { page } = watch;
  const number = "CHG-HOSTILE-FILE";
  const servers = hostileServers();
  const shown = servers.slice(0, strings.length).map(({ name }) => name);
  await uploadChange(page, hostileCsv(number, servers));
  await watch.assertShows([...shown, "webU+202EU+200Bgnp.10"]);
  const problems = await tableRows(page, "Problems");
  for (const column of COLUMNS.slice(0, -1)) {
    const values = problems.filter((row) => row["Column"] === column).map((row) => row["Value"]);
    assert.deepEqual(values, strings, column);
  }
  await page.getByLabel(/^Leave out the/).check();
  await page.getByRole("button", { name: "Import changes" }).click();
  await page.getByRole("status").filter({ hasText: "is loaded" }).waitFor();
  await page.goto(`/changes/${number}`);
  await watch.assertShows(shown);
  await confirmConnectivity(page);
  await watch.assertShows(shown);
  await runStep1(page);
  await runEnded(page, servers.length);
  const path = new URL(page.url()).pathname;
  await watch.assertShows(shown);
  await page.goto(PREP_PATH);
  await watch.assertInert();
  await page.goto(path + await hostileOutput(watch, path));
  await watch.assertShows([...strings, "red bold"]);
  assert.equal(await page.locator(".output").getByRole("link").count(), 0);
  await assertReports(watch, [`/api/changes/${number}/report?kind=full&`, `/api${path}/report?`]);
});

/** Where a server's output is that holds the hostile strings. */
async function hostileOutput({ page }: WatchedPage, path: string): Promise<string> {
  const { items } = await (await page.request.get(`/api${path}/targets?state=success`)).json();
  for (const { instanceId } of items) {
    const target = `/targets/${instanceId}`;
    const { stdout } = await (await page.request.get(`/api${path}${target}`)).json();
    if (stdout.includes("window title")) return target;
  }
  throw new Error("Expected a server whose output is hostile");
}

/** Reports are only saved; opened all the same, without any policy, they do nothing either. */
async function assertReports(
  { page, assertInert }: WatchedPage,
  reports: readonly string[],
): Promise<void> {
  for (const report of reports) {
    const [csv, html] = await Promise.all(
      ["csv", "html"].map(async (format) =>
        await (await page.request.get(`${report}format=${format}`)).text()
      ),
    );
    const rows: string[][] = parse(csv ?? "", { record_delimiter: "\r\n" });
    assert.ok(rows.length > strings.length);
    assert.deepEqual(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell)), [], "I05");
    await page.goto("about:blank");
    await page.setContent(html ?? "");
    assert.ok((await page.locator("body").innerText()).includes(strings[0] ?? ""));
    await assertInert();
  }
}

/** A server, and for each string a line whose instance id and name it is. */
function hostileLines(): readonly string[] {
  const place = ["111122223333", "us-east-1", "linux"];
  const rows = [["i-0a1b2c3d4e5f60001", ...place, "web-01"]]
    .concat(strings.map((text) => [text, ...place, text]));
  return stringify(rows, { quoted: true }).trimEnd().split("\n");
}

/** Sends the form of a typed change and waits for the page that comes of it. */
async function previewTyped(
  page: Page,
  { number, description }: { readonly number: string; readonly description: string },
): Promise<void> {
  await page.getByLabel("Number").fill(number);
  await page.getByLabel("Description").fill(description);
  await Promise.all([
    page.waitForEvent("load"),
    page.getByLabel("Description").press("Enter"),
  ]);
}

Deno.test("X05: hostile fields of a typed change are text, refused or stored", async () => {
  await using watch = await watched();
  const { page } = watch;
  const lines = hostileLines();
  const openForm = async () => {
    await page.goto("/changes");
    await page.getByText("Number, description, and one instance a line").click();
    await page.getByLabel("Instances", { exact: true }).fill(lines.join("\n"));
  };
  await openForm();
  for (const text of strings) {
    await previewTyped(page, { number: text, description: text });
    await watch.assertShows([text.slice(0, 40), ...lines]);
  }
  const halves = [strings.slice(0, 8), strings.slice(8)].map((half) => half.join(" "));
  for (const [index, description] of halves.entries()) {
    await openForm();
    await previewTyped(page, { number: `CHG-HOSTILE-TYPED-${index}`, description });
    const problems = await tableRows(page, "Problems");
    assert.deepEqual(problems.map((row) => row["Value"]), strings);
    await watch.assertInert();
    await page.getByLabel(/^Leave out the/).check();
    await page.getByRole("button", { name: "Import changes" }).click();
    await page.getByRole("status").filter({ hasText: "is loaded" }).waitFor();
  }
  await watch.assertShows(halves);
  await page.goto(PREP_PATH);
  await watch.assertShows(halves);
});

Deno.test("X05: hostile filters come back as they were typed", async () => {
  await using watch = await watched();
  const { page } = watch;
  const all = strings.join(" ");
  const query = new URLSearchParams(
    ["q", "account", "status", "state", "script", "change", "actor", "cause", "cursor"]
      .concat("draft", "next", "notice", "ended", "caution", "from")
      .map((name) => [name, all]),
  );
  query.delete("cursor");
  for (const path of ["/changes", "/executions"]) {
    await page.goto(`${path}?${query}`);
    await watch.assertShows([all]);
  }
  for (const path of ["/", "/aws", "/aws/tools", PREP_PATH]) {
    await page.goto(`${path}?${query}`);
    await watch.assertInert();
  }
});

Deno.test("X05, I07, I10: hostile paths and ways on are named as text, and lead nowhere else", async () => {
  await using watch = await watched();
  const { page } = watch;
  for (const text of strings) {
    const part = encodeURIComponent(text);
    for (const path of [`/changes/${part}`, `/executions/${part}`, `/${part}`]) {
      const answer = await page.goto(path);
      assert.ok([400, 404].includes(answer?.status() ?? 0), path);
      await watch.assertInert();
    }
    await page.goto(`/aws?next=${part}&ended=${part}&notice=${part}`);
    const links = await page.getByRole("main").getByRole("link").evaluateAll((found) =>
      found.map((link) => new URL(link.getAttribute("href") ?? "", location.href).origin)
    );
    assert.deepEqual(links.filter((origin) => origin !== new URL(page.url()).origin), [], text);
    await watch.assertInert();
  }
});

Deno.test("X05, L03: the credentials box judges hostile text and never gives it back", async () => {
  await using watch = await watched();
  const { page } = watch;
  await page.goto("/aws");
  const box = page.getByRole("textbox", { name: "AWS credentials" });
  const inForms = strings.flatMap((text) => [
    text,
    `aws_access_key_id = ${text}\naws_secret_access_key = ${text}\naws_session_token = ${text}`,
    JSON.stringify({ Credentials: { AccessKeyId: text, SecretAccessKey: text } }),
  ]);
  for (const text of inForms) {
    await box.fill(text);
    await page.locator(".verdicts .chip").first().waitFor();
  }
  await watch.assertInert();
  for (const text of [strings.join("\n"), ...inForms.slice(0, 3)]) {
    await box.fill(text);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await watch.assertInert();
    const html = await page.content();
    for (const each of strings) assert.ok(!html.includes(each.slice(0, 20)), each);
  }
});
