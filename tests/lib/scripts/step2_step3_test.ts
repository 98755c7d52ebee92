import assert from "node:assert/strict";
import { parseServerState } from "@/lib/qc/mod.ts";
import { createScriptCatalog } from "@/lib/scripts/mod.ts";
import { Host, type RunResult } from "./host.ts";

const CATALOG = createScriptCatalog();
const STEP_2 = CATALOG.get("linux-qc-prep/step2-stage-kernel")?.content ?? "";
const STEP_3 = CATALOG.get("linux-qc-prep/step3-final-report")?.content ?? "";
const KERNEL = "4.18.0-553.50.1.el8_10";
const DIRECTORY = "root/CHG0031001";

/** A server on which curl delivers a patcher of these commands. */
async function hostWith(...patcher: string[]): Promise<Host> {
  const host = new Host();
  await host.install(
    "curl",
    'while [[ $1 != --output ]]; do shift; done\ncat "$HOST/patcher" >"$2"',
  );
  const logged = 'printf "%s\\n" "$@" >"$HOST/patcher.log"';
  await host.write("patcher", ["#!/bin/bash", logged, ...patcher, ""].join("\n"));
  await host.write(`${DIRECTORY}/keep`, "");
  return host;
}

async function step2(host: Host): Promise<RunResult> {
  const values = { change: "CHG0031001", kernel: KERNEL, patcherUrl: "https://a.example/p" };
  return await host.run(STEP_2, { values });
}

const WRITE_SCRIPT = `echo "yum -y install kernel-${KERNEL}" >"$HOST/${DIRECTORY}/patchme.sh"`;

Deno.test("step 2 lets the patcher stage the kernel, and says so in its last line", async () => {
  await using host = await hostWith(WRITE_SCRIPT);
  assert.deepEqual(await step2(host), {
    code: 0,
    stdout: `Staged kernel ${KERNEL} for CHG0031001\n`,
    stderr: "",
  });
  assert.equal(await host.read("patcher.log"), `-c\nCHG0031001\n-k\n${KERNEL}\n-q\n`);
});

Deno.test("step 2 is no success when the patch script is missing, old, or for another kernel", async () => {
  for (const commands of ["true", `echo kernel-9.9.9-1 >"$HOST/${DIRECTORY}/patchme.sh"`]) {
    await using host = await hostWith(commands);
    const { code, stdout, stderr } = await step2(host);
    assert.deepEqual([code, stdout], [12, ""]);
    assert.match(stderr, /wrote no patch script|does not name the kernel 4\.18/);
  }
  await using host = await hostWith("true");
  await host.write(`${DIRECTORY}/patchme.sh`, `install kernel-${KERNEL}`);
  await Deno.utime(host.path(DIRECTORY, "patchme.sh"), new Date(0), new Date(0));
  assert.equal((await step2(host)).code, 12);
});

Deno.test("step 2 ends with the patcher's exit code and the end of its log", async () => {
  await using host = await hostWith("echo no such kernel >&2", "exit 4");
  const { code, stderr } = await step2(host);
  assert.equal(code, 4);
  assert.match(stderr, /ended with exit code 4; the end of its log:\nno such kernel\n/);
});

Deno.test("step 3 prints the report, the server's state and the patch script", async () => {
  await using host = new Host();
  await host.write(`${DIRECTORY}/qc_report.txt`, "REPORT\n");
  await host.write(`${DIRECTORY}/patchme.sh`, "#!/bin/bash\nPATCH\n");
  const run = { values: { change: "CHG0031001" } };
  const { code, stdout, stderr } = await host.run(STEP_3, run);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^=== QC Report ===\nREPORT\n=== Server State ===\n/);
  assert.match(stdout, /\n=== Patch Script ===\n#!\/bin\/bash\nPATCH\n$/);
  const state = parseServerState(stdout);
  assert.equal(state?.runningKernel, Deno.osRelease());
  assert.equal(Object.keys(state?.services ?? {}).length, 4);
});

Deno.test("step 3 fails when a file is missing, and prints the other", async () => {
  await using host = new Host();
  await host.write(`${DIRECTORY}/qc_report.txt`, "REPORT\n");
  const { code, stdout, stderr } = await host.run(STEP_3, { values: { change: "CHG0031001" } });
  assert.equal(code, 1);
  assert.match(stdout, /^=== QC Report ===\nREPORT\n/);
  assert.match(stderr, /Cannot find .*\/root\/CHG0031001\/patchme\.sh\n$/);
});
