import assert from "node:assert/strict";
import { parseQcReport } from "@/lib/qc/mod.ts";
import { fastestMs } from "../../support/fastest_ms.ts";
import { reportFixture } from "./samples.ts";

Deno.test("parseQcReport() reads a coloured report, its kernels newest first", async () => {
  assert.deepEqual(parseQcReport(await reportFixture("rhel8-pass")), {
    hostname: "ip-10-20-1-12.ec2.internal",
    runningSince: "2026-08-02 03:12:44",
    currentKernel: "4.18.0-553.40.1.el8_10.x86_64",
    crowdstrikeRunning: "Yes",
    crowdstrikeVersion: "7.23.17607.0",
    repositories: "PASSED",
    diskSpace: "PASSED",
    availableKernels: [
      "4.18.0-553.50.1.el8_10",
      "4.18.0-553.45.1.el8_10",
      "4.18.0-553.9.1.el8_10",
    ],
  });
});

Deno.test("parseQcReport() reads fields in another order, and an empty one as missing", async () => {
  assert.deepEqual(parseQcReport(await reportFixture("rhel9-fail")), {
    hostname: "gov-app-01",
    runningSince: "2026-11-01 22:00:10",
    currentKernel: "5.14.0-427.13.1.el9_4.x86_64",
    crowdstrikeRunning: "No",
    crowdstrikeVersion: undefined,
    repositories: "PASSED",
    diskSpace: "FAILED: /boot has 38 MB free, 150 MB needed",
    availableKernels: ["5.14.0-427.40.1.el9_4"],
  });
});

Deno.test("parseQcReport() reads a report without kernel updates", async () => {
  const report = parseQcReport(await reportFixture("amzn2-no-updates"));
  assert.equal(report?.currentKernel, "5.10.226-214.880.amzn2.x86_64");
  assert.equal(report?.crowdstrikeVersion, "7.19.17219.0");
  assert.deepEqual(report?.availableKernels, []);
});

Deno.test("parseQcReport() finds no report where there is none", () => {
  for (const output of ["", "curl: (22) 404\n", "=====\n", "QC report for web-01", "(note): x"]) {
    assert.equal(parseQcReport(output), undefined, output);
  }
});

Deno.test("parseQcReport() leaves every missing field out and keeps the others", async () => {
  const lines = (await reportFixture("rhel8-pass")).split("\n");
  const complete = parseQcReport(lines.join("\n"));
  for (const [missing, label] of lines.entries()) {
    const report = parseQcReport(lines.filter((_, line) => line !== missing).join("\n"));
    assert.ok(report && complete, label);
    const changed = Object.entries(report).filter(([name, value]) =>
      JSON.stringify(value) !==
        JSON.stringify(Object.entries(complete).find(([k]) => k === name)?.[1])
    );
    assert.ok(changed.length <= 1, `${label} changed ${changed.map(([name]) => name)}`);
  }
});

Deno.test("parseQcReport() does not mind CRLF, other output around, links and broken rows", () => {
  const output = [
    "Loaded plugins: amazon-id",
    "   \x1b[1m(Current running\x1b[0m kernel version): 4.18.0-553.el8_10.x86_64",
    "(Available Kernel Updates): kernel-core.x86_64",
    "        4.18.0-553.45.1.el8_10",
    "                 rhel-8-baseos-rhui-rpms",
    "kernel.x86_64 \x1b]8;;http://example.invalid\x074.18.0-553.45.1.el8_10\x1b]8;;\x07 repo",
    "other.x86_64 9.9.9-1 repo",
    "(Is Crowdstrike running): Yes",
    "kernel.x86_64 4.18.0-999.el8_10 not-in-the-list",
  ].join("\r\n");
  const report = parseQcReport(output);
  assert.equal(report?.currentKernel, "4.18.0-553.el8_10.x86_64");
  assert.deepEqual(report?.availableKernels, ["4.18.0-553.45.1.el8_10"]);
});

Deno.test("parseQcReport() takes the later of two reports", () => {
  const report = parseQcReport(
    "(Test Repositories Result): FAILED\n(Test Repositories Result): PASSED\n",
  );
  assert.equal(report?.repositories, "PASSED");
});

Deno.test("parseQcReport() takes no kernel that a shell could misread, and cuts long values", () => {
  const hostile = ["$(reboot)", "-k", "4.18.0;id", "`id`"];
  for (const text of hostile) {
    const report = parseQcReport(
      `(Current running kernel version): ${text}\n(Disk Space Check Result): ${
        "x".repeat(10_000)
      }\n` +
        `(Available Kernel Updates):\nkernel ${text} repo`,
    );
    assert.equal(report?.currentKernel, undefined);
    assert.deepEqual(report?.availableKernels, []);
    assert.equal(report?.diskSpace?.length, 300);
  }
});

Deno.test("I15: parseQcReport() takes time in proportion to 100 kB of any text", () => {
  const pieces = [
    "\x1b[",
    "\x1b]",
    "\x1b]8;;",
    "(",
    "(a):",
    "=",
    "= ",
    "= QC report for ",
    " ",
    "\t",
  ];
  const starts = ["", "===== QC report for ", "(Available Kernel Updates):\nkernel ", "(", "\x1b["];
  for (const text of [...pieces, "1", "1.", "kernel ", "kernel 1.1 ", "a", "\r", "\n", "1;"]) {
    for (const start of starts) {
      const output = start + text.repeat(100_000 / text.length);
      const elapsedMs = fastestMs(() => parseQcReport(output));
      assert.ok(elapsedMs < 4 * 50, `${JSON.stringify(start + text)} took ${elapsedMs} ms`);
    }
  }
});
