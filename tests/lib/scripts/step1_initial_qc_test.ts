import assert from "node:assert/strict";
import { createScriptCatalog } from "@/lib/scripts/mod.ts";
import { Host, type RunResult } from "./host.ts";

const CONTENT = createScriptCatalog().get("linux-qc-prep/step1-initial-qc")?.content ?? "";
const REPORT = "root/CHG0031001/qc_report.txt";
const VALUES = { change: "CHG0031001", patcherUrl: "https://tools.example.com/{a}/p.sh" };

/** Writes the last argument of --output's value, as curl does, and keeps how it was called. */
const CURL = `printf '%s\\n' "$@" >"$HOST/curl.log"
while [[ $1 != --output ]]; do shift; done
cat "$HOST/patcher" >"$2"`;

/** A server on which curl delivers this patcher. */
async function hostWith(...patcher: string[]): Promise<Host> {
  const host = new Host();
  await host.install("curl", CURL);
  const commands = ["#!/bin/bash", 'printf "%s\\n" "$@" >"$HOST/patcher.log"', ...patcher];
  await host.write("patcher", patcher.length === 0 ? "" : `${commands.join("\n")}\n`);
  await host.write("root/CHG0031001/keep", "");
  return host;
}

async function step1(host: Host): Promise<RunResult> {
  return await host.run(CONTENT, { values: VALUES });
}

Deno.test("step 1 runs the fetched patcher for the change and prints its report alone", async () => {
  await using host = await hostWith(
    "echo chatter; echo noise >&2",
    `echo REPORT >"$HOST/${REPORT}"`,
  );
  assert.deepEqual(await step1(host), { code: 0, stdout: "REPORT\n", stderr: "" });
  const logged = async (name: string) => (await Deno.readTextFile(host.path(name))).split("\n");
  assert.deepEqual(await logged("patcher.log"), ["-c", "CHG0031001", "-q", "-s", ""]);
  const curl = await logged("curl.log");
  assert.deepEqual(curl.slice(-3), ["--url", VALUES.patcherUrl, ""]);
  assert.equal(curl[curl.indexOf("--proto") + 1], "=https");
  assert.ok(curl.includes("--fail") && curl.includes("--globoff"));
});

Deno.test("step 1 leaves the patcher and its log nowhere on the server", async () => {
  await using host = await hostWith(`echo REPORT >"$HOST/${REPORT}"`);
  await step1(host);
  const left = await Array.fromAsync(
    Deno.readDir(host.path("var/lib/pcm-ops/runs/token-0000000001")),
  );
  assert.deepEqual(left.map(({ name }) => name), ["exit_code"]);
});

Deno.test("step 1 says that the patcher could not be fetched, and runs nothing", async () => {
  await using host = await hostWith('touch "$HOST/ran"');
  await host.install("curl", "echo 'curl: (22) 404' >&2; exit 22");
  const { code, stdout, stderr } = await step1(host);
  assert.deepEqual([code, stdout], [10, ""]);
  assert.match(
    stderr,
    /curl: \(22\) 404\nCannot fetch the patcher from https:\/\/tools\.example\.com/,
  );
  assert.ok(!await host.exists("ran"));
});

Deno.test("step 1 refuses an empty patcher, which would end as a success", async () => {
  await using host = await hostWith();
  const { code, stderr } = await step1(host);
  assert.equal(code, 10);
  assert.match(stderr, /the file is empty/);
});

Deno.test("step 1 prints the report of a patcher that failed, and ends with its exit code", async () => {
  await using host = await hostWith(
    "echo disk full >&2",
    `echo REPORT >"$HOST/${REPORT}"`,
    "exit 7",
  );
  const { code, stdout, stderr } = await step1(host);
  assert.deepEqual([code, stdout], [7, "REPORT\n"]);
  assert.match(stderr, /ended with exit code 7; the end of its log:\ndisk full\n/);
});

Deno.test("step 1 never passes off an earlier report as this run's", async () => {
  for (const [exit, expected] of [["exit 0", 11], ["exit 7", 7]] as const) {
    await using host = await hostWith(exit);
    await host.write(REPORT, "OLD");
    await Deno.utime(host.path(REPORT), new Date(0), new Date(0));
    const { code, stdout, stderr } = await step1(host);
    assert.deepEqual([code, stdout], [expected, ""]);
    assert.match(stderr, /The patcher wrote no report to .*\/root\/CHG0031001\/qc_report\.txt\n$/);
  }
});

Deno.test("step 1 shows only the end of a long log, since SSM cuts what is longer", async () => {
  await using host = await hostWith("yes noise | head -n 20000; echo the cause", "exit 1");
  const { stdout, stderr } = await step1(host);
  assert.equal(stdout, "");
  assert.ok(stderr.length < 4_500, `${stderr.length}`);
  assert.match(stderr, /noise\nthe cause\nThe patcher wrote no report/);
});
