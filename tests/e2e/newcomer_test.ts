import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import { type FleetInstance, fleetOf } from "./executions_site.ts";
import {
  confirmConnectivity,
  downloaded,
  importChange,
  PREP_PATH,
  runEnded,
  runStep1,
} from "./newcomer.ts";
import { signInByForm, type SignInSite, startSignInSite } from "./sign_in_site.ts";
import { type TableRow, tableRows } from "./table_rows.ts";

/** So fast that the slowest script takes about a second. */
const SPEED = 50;
const BASIC = new URL("../fixtures/change-basic.csv", import.meta.url);

for (const javaScriptEnabled of [true, false]) {
  const mode = javaScriptEnabled ? "with" : "without";

  Deno.test(`${mode} JavaScript a newcomer comes from the README to the reports of a change`, async () => {
    await using site = await startSignInSite({ speed: SPEED });
    await using opened = await site.open({ javaScriptEnabled });
    const { page } = opened;
    const csv = await Deno.readTextFile(BASIC);
    const servers = await serversOf(site, csv);
    await signInToBoth(page, site);
    await importChange(page, csv);
    await confirmConnectivity(page);
    assertConnectivity(await tableRows(page, "Connectivity"), servers);
    const endedAtFirst = await runStep1(page);
    assert.ok(endedAtFirst < servers.length, "the page came before the end");
    await page.evaluate(() => Reflect.set(globalThis, "isSamePage", true));
    await runEnded(page, servers.length);
    const isSamePage = await page.evaluate(() => Reflect.has(globalThis, "isSamePage"));
    assert.equal(isSamePage, javaScriptEnabled, "live without a reload, or reloaded");
    const progress = page.getByRole("progressbar", { name: "Progress" });
    assert.equal(await progress.getAttribute("aria-valuenow"), String(servers.length));
    assertTargets(await tableRows(page, "Targets"), servers);
    await page.goto(PREP_PATH);
    await page.getByText("Final report: run step 3 first").waitFor();
    await assertReports(page, servers);
    assert.deepEqual(await opened.problems(), []);
  });
}

Deno.test("the sample change runs in both environments, and whatever is wrong with a server is said", async () => {
  await using site = await startSignInSite({ speed: SPEED });
  await using opened = await site.open();
  const { page } = opened;
  await signInToBoth(page, site);
  await page.goto("/changes");
  const sample = await downloaded(page, "Download the sample change");
  const servers = await serversOf(site, sample.text);
  assert.deepEqual(new Set(servers.map(({ ping }) => ping)), new Set(PINGS.keys()));
  assert.equal(new Set(servers.map(({ partition }) => partition)).size, 2);
  assert.ok(servers.some(({ qc, ping }) => ping === "online" && qc && !qc.passes));
  await importChange(page, sample.text);
  await confirmConnectivity(page);
  assertConnectivity(await tableRows(page, "Connectivity"), servers);
  await runStep1(page);
  await runEnded(page, servers.length);
  assertTargets(await tableRows(page, "Targets"), servers);
  await page.goto(PREP_PATH);
  assertLeftOut(await tableRows(page, "Left out"), servers);
  await assertReports(page, servers);
  assert.deepEqual(await opened.problems(), []);
});

async function signInToBoth(page: Page, { credentials }: SignInSite): Promise<void> {
  await signInByForm(page, { environment: "com", credentials });
  await signInByForm(page, { environment: "gov", credentials });
}

/** What the simulator knows of the servers that a file names. */
async function serversOf(
  { simulatorUrl }: SignInSite,
  csv: string,
): Promise<readonly FleetInstance[]> {
  const ids = new Set(csv.match(/\bi-[0-9a-f]{17}\b/g));
  const servers = (await fleetOf(simulatorUrl)).instances.filter(({ instanceId }) =>
    ids.has(instanceId)
  );
  assert.equal(servers.length, ids.size, "the fleet has every server of the file");
  return servers;
}

/** What pages say of what Systems Manager knows: the state, and the reason for it. */
const PINGS: ReadonlyMap<string, { readonly state: string; readonly reason: RegExp }> = new Map([
  ["online", { state: "Online", reason: /^(Windows: not part of this tool · )?agent [\d.]+$/ }],
  ["offline", { state: "Offline", reason: /agent has not answered|connection.*lost/i }],
  ["not_registered", { state: "Not registered", reason: /not registered|does not know/i }],
]);

function assertConnectivity(rows: readonly TableRow[], servers: readonly FleetInstance[]): void {
  for (const { ping, row } of joined(rows, servers)) {
    assert.equal(row["State"], PINGS.get(ping)?.state);
    assert.match(row["What is known"] ?? "", PINGS.get(ping)?.reason ?? /$^/);
  }
}

/** The script ends well where it ran, whatever it found there; elsewhere nothing may look as if it had. */
function assertTargets(rows: readonly TableRow[], servers: readonly FleetInstance[]): void {
  for (const { ping, platform, qc, row } of joined(rows, servers)) {
    const expected = platform === "windows"
      ? "Skipped"
      : ping !== "online"
      ? "Undeliverable"
      : qc?.passes
      ? "Success"
      : "SuccessQC failed";
    assert.equal(row["State"], expected, row["Instance"]);
    if (expected !== "Success") assert.notEqual(row["What it said"], "", row["Instance"]);
  }
}

function passes({ ping, qc }: FleetInstance): boolean {
  return ping === "online" && qc !== null && qc.passes;
}

function assertLeftOut(rows: readonly TableRow[], servers: readonly FleetInstance[]): void {
  for (const { ping, qc, row } of joined(rows, servers.filter((server) => !passes(server)))) {
    if (ping === "online" && qc) {
      assert.equal(row["State"], "QC failed");
      assert.equal(row["Reasons"], qc.reasons.join(" · "));
    } else assert.match(row["Reasons"] ?? "", qc ? /^Undeliverable: ./ : /^Skipped: ./);
  }
}

/** Every server with its row, each exactly once. */
function joined<Server extends FleetInstance>(
  rows: readonly TableRow[],
  servers: readonly Server[],
): readonly (Server & { readonly row: TableRow })[] {
  const byId = new Map(rows.map((row) => [row["Instance"], row]));
  assert.deepEqual(
    rows.map((row) => row["Instance"]).toSorted(),
    servers.map(({ instanceId }) => instanceId).toSorted(),
  );
  return servers.map((server) => ({ ...server, row: byId.get(server.instanceId) ?? {} }));
}

/** Both formats of the full report say the same, and that is what the fleet is like. */
async function assertReports(page: Page, servers: readonly FleetInstance[]): Promise<void> {
  const markdown = await downloaded(page, "Full report");
  const csv = await downloaded(page, "CSV of all steps");
  assert.equal(markdown.name, "CHG0031001-full-report.md");
  assert.equal(csv.name, "CHG0031001-full-report.csv");
  const rows: TableRow[] = parse(csv.text, { columns: true, record_delimiter: "\r\n" });
  assert.deepEqual(markdownRows(markdown.text), rows.map((row) => Object.values(row)));
  for (const server of joined(rows, servers)) {
    const { row, qc, ping, name, account, region } = server;
    const ran = ping === "online" && qc !== null;
    assert.deepEqual([row["Name"], row["Account"], row["Region"]], [name, account, region]);
    assert.equal(row["Step 1"], passes(server) ? "passed" : "failed");
    assert.equal(row["Running kernel"], ran ? qc.currentKernel : "");
    assert.equal(row["Available kernels"], ran ? qc.availableKernels.join(", ") : "");
    if (ran) assert.equal(row["Reasons of step 1"], qc.reasons.join("; "));
    else assert.notEqual(row["Reasons of step 1"], "");
  }
}

/** The cells of the table of instances. */
function markdownRows(text: string): readonly (readonly string[])[] {
  return text.split("\n").filter((line) => line.startsWith("| i-")).map((line) =>
    line.slice(2, -2).split(" | ").map((cell) => cell.replaceAll(/\\(.)/g, "$1"))
  );
}
