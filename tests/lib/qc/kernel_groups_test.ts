import assert from "node:assert/strict";
import { isInstanceId } from "@/lib/base/mod.ts";
import { kernelGroups, parseQcReport, qcVerdict, type ReportedInstance } from "@/lib/qc/mod.ts";
import { reportFixture } from "./samples.ts";

const PASSED = [
  "(Test Repositories Result): PASSED",
  "(Disk Space Check Result): PASSED",
  "(Is Crowdstrike running): Yes",
].join("\n");

/** A server whose report passes, with these kernels. */
function passed(digit: number, current: string, ...available: string[]): ReportedInstance {
  const rows = available.map((version) => `kernel.x86_64 ${version} repo`);
  return reported(
    digit,
    [PASSED, `(Current running kernel version): ${current}`, "(Available Kernel Updates):", ...rows]
      .join("\n"),
  );
}

function reported(digit: number, output: string): ReportedInstance {
  const instanceId = `i-0000000${digit}`;
  assert.ok(isInstanceId(instanceId));
  return { instanceId, report: parseQcReport(output) };
}

Deno.test("qcVerdict() passes a server whose repositories, disk and CrowdStrike are well", async () => {
  for (const name of ["rhel8-pass", "amzn2-no-updates"]) {
    const verdict = qcVerdict(parseQcReport(await reportFixture(name)));
    assert.deepEqual(verdict, { passes: true, reasons: [] }, name);
  }
});

Deno.test("qcVerdict() names each reason against a server", async () => {
  assert.deepEqual(qcVerdict(parseQcReport(await reportFixture("rhel9-fail"))), {
    passes: false,
    reasons: [
      "Disk space: FAILED: /boot has 38 MB free, 150 MB needed",
      "CrowdStrike is not running",
    ],
  });
});

Deno.test("qcVerdict() never passes what a report does not say", () => {
  assert.deepEqual(qcVerdict(undefined).reasons, ["The server's output holds no QC report"]);
  assert.deepEqual(qcVerdict(parseQcReport("===== QC report for web-01 =====")).reasons, [
    "Repositories: the report has no result",
    "Disk space: the report has no result",
    "CrowdStrike: the report does not say whether it runs",
  ]);
  const doubtful = PASSED.replace("Yes", "Yesterday").replace("PASSED", "NOT PASSED");
  assert.deepEqual(qcVerdict(parseQcReport(doubtful)).reasons, [
    "Repositories: NOT PASSED",
    'CrowdStrike: the report says "Yesterday", expected "Yes"',
  ]);
});

Deno.test("kernelGroups() groups by distribution and base kernel, with all kernels of a group", () => {
  const groups = kernelGroups([
    passed(1, "5.14.0-427.13.1.el9_4.x86_64", "5.14.0-427.40.1.el9_4"),
    passed(2, "4.18.0-553.40.1.el8_10.x86_64", "4.18.0-553.9.1.el8_10", "4.18.0-553.45.1.el8_10"),
    passed(3, "4.18.0-553.el8_10.x86_64", "4.18.0-553.45.1.el8_10", "4.18.0-553.50.1.el8_10"),
    passed(4, "4.18.0-553.el8_9.x86_64"),
  ]);
  assert.deepEqual(groups.map(({ name, instances }) => ({ name, instances })), [
    { name: "RHEL8.9 - Kernel 4.18.0-553", instances: ["i-00000004"] },
    { name: "RHEL8.10 - Kernel 4.18.0-553", instances: ["i-00000002", "i-00000003"] },
    { name: "RHEL9 - Kernel 5.14.0-427", instances: ["i-00000001"] },
  ]);
  assert.equal(groups[1]?.distribution, "RHEL8.10");
  assert.equal(groups[1]?.baseKernel, "4.18.0-553");
  assert.deepEqual(groups[1]?.availableKernels, [
    "4.18.0-553.50.1.el8_10",
    "4.18.0-553.45.1.el8_10",
    "4.18.0-553.9.1.el8_10",
  ]);
});

Deno.test("kernelGroups() leaves out servers that did not pass, and loses none that did", async () => {
  const groups = kernelGroups([
    reported(1, await reportFixture("rhel9-fail")),
    reported(2, "no report"),
    reported(3, PASSED),
    passed(4, "6.12.0-55.el10.x86_64"),
  ]);
  assert.deepEqual(groups.map(({ name, instances }) => ({ name, instances })), [
    { name: "Unknown - Kernel 6.12.0-55", instances: ["i-00000004"] },
    { name: "Unknown - Kernel unknown", instances: ["i-00000003"] },
  ]);
});
