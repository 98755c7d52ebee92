import assert from "node:assert/strict";
import { finalSections, parseFinalReport, parseStagedKernel } from "@/lib/qc/mod.ts";

const passing = Deno.readTextFileSync(
  new URL("../../fixtures/qc-report-rhel8-pass.txt", import.meta.url),
);
const STATE = `=== Server State ===
(Running kernel): 4.18.0-553.40.1.el8_10.x86_64
(Service CrowdStrike): running
(Failed units): none
(Mounts):
  /
`;
const SCRIPT = `#!/bin/bash
# replaces kernel 4.18.0-553.1.1.el8_10
yum -y install kernel-4.18.0-553.50.1.el8_10.x86_64.rpm
echo "=== QC Report ==="
echo "=== Patch Script ==="
`;
const OUTPUT = `=== QC Report ===\n${passing}${STATE}=== Patch Script ===\n${SCRIPT}`;

Deno.test("step 3's output is a QC report, the server before patching, and the kernel to install", () => {
  for (const output of [OUTPUT, OUTPUT.replaceAll("\n", "\r\n")]) {
    const report = parseFinalReport(output);
    assert.equal(report?.currentKernel, "4.18.0-553.40.1.el8_10.x86_64");
    assert.equal(report?.targetKernel, "4.18.0-553.50.1.el8_10");
    assert.equal(report?.serverState?.services.CrowdStrike, "running");
    assert.deepEqual(report?.serverState?.mounts, ["/"]);
  }
});

Deno.test("headings that a patch script prints cut nothing", () => {
  const { qcReport, patchScript } = finalSections(OUTPUT);
  assert.equal(patchScript, SCRIPT.trim());
  assert.equal(qcReport, passing.trim());
  assert.deepEqual(finalSections("nothing"), { qcReport: "", patchScript: "" });
});

Deno.test("a patch script without a kernel, or none at all, installs none", () => {
  const output = `=== QC Report ===\n${passing}=== Patch Script ===\n# 4.18.0-553.1.1\nreboot\n`;
  assert.equal(parseFinalReport(output)?.targetKernel, undefined);
  assert.equal(parseFinalReport(`=== QC Report ===\n${passing}`)?.targetKernel, undefined);
  assert.equal(parseFinalReport("no report"), undefined);
});

Deno.test("the staged kernel is the one that the script names on a line of its own", () => {
  const line = "Staged kernel 4.18.0-553.50.1.el8_10 for CHG1";
  assert.deepEqual(parseStagedKernel(`log\n\u001b[32m${line}\u001b[0m\r\n`), {
    stagedKernel: "4.18.0-553.50.1.el8_10",
  });
  assert.equal(parseStagedKernel(`echo ${line}`), undefined);
  assert.equal(parseStagedKernel("Staged kernel $(reboot) for CHG1"), undefined);
});
