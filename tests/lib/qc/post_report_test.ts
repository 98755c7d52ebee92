import assert from "node:assert/strict";
import {
  parsePostReport,
  parseServerState,
  postVerdict,
  type ServerState,
  stateDifferences,
} from "@/lib/qc/mod.ts";

const REPORT = [
  "noise before",
  "===== Post report for web-01.example =====",
  "(Date): 2026-11-24T05:00:00Z",
  "(Up since): 2026-11-24T03:12:44Z",
  "(Uptime seconds): 6436",
  "(Operating system): Red Hat Enterprise Linux 8.10",
  "(Target kernel): 4.18.0-553.50.1.el8_10",
  "(Running kernel): 4.18.0-553.50.1.el8_10.x86_64",
  "(Service SFTD): running",
  "(Service CrowdStrike): running",
  "(Service EnCase): not installed",
  "(Service BigFix): running",
  "(Failed units): none",
  "(Mounts):",
  "  /",
  "  /boot",
  "(Memory): 5210 of 7822 MiB available",
  "(Disk usage):",
  "  /dev/a  42%  /",
  "(Logical volumes): none",
  "(Package history): none",
  "(Kernel log):",
  "  (Service SFTD): stopped",
  "(Verdict): PASSED",
  "========================================",
  "(Service BigFix): stopped",
  "",
];

function parsed(text: string) {
  const report = parsePostReport(text);
  assert.ok(report);
  return report;
}

Deno.test("parsePostReport() reads every field, whatever surrounds the report", () => {
  const coloured = REPORT.map((line) => `\u001b[32m${line}\u001b[0m`);
  for (const text of [REPORT.join("\n"), REPORT.join("\r\n"), coloured.join("\n")]) {
    assert.deepEqual(parsed(text), {
      hostname: "web-01.example",
      date: "2026-11-24T05:00:00Z",
      upSince: "2026-11-24T03:12:44Z",
      uptimeSeconds: 6436,
      operatingSystem: "Red Hat Enterprise Linux 8.10",
      targetKernel: "4.18.0-553.50.1.el8_10",
      runningKernel: "4.18.0-553.50.1.el8_10.x86_64",
      services: {
        SFTD: "running",
        CrowdStrike: "running",
        EnCase: "not installed",
        BigFix: "running",
      },
      failedUnits: [],
      mounts: ["/", "/boot"],
      memory: "5210 of 7822 MiB available",
      diskUsage: ["/dev/a  42%  /"],
      logicalVolumes: [],
      packageHistory: [],
      kernelLog: ["(Service SFTD): stopped"],
    });
  }
});

Deno.test("parsePostReport() finds no report where there is none", () => {
  for (const text of ["", "===== QC report for web-01 =====", "(Running kernel): 1.2"]) {
    assert.equal(parsePostReport(text), undefined);
  }
});

Deno.test("postVerdict() believes the fields, never the verdict that was printed", () => {
  const stopped = REPORT.join("\n").replace("BigFix): running", "BigFix): stopped");
  assert.deepEqual(postVerdict(parsed(stopped)), {
    passes: false,
    reasons: ["BigFix is not running"],
  });
  assert.deepEqual(postVerdict(parsed(REPORT.join("\n"))), { passes: true, reasons: [] });
});

Deno.test("postVerdict() counts against a server what its report does not say", () => {
  assert.deepEqual(postVerdict(undefined).reasons, ["The server's output holds no post report"]);
  assert.deepEqual(
    postVerdict(parsed("=== Post report for a ===\n(Target kernel): none")).reasons,
    [
      "No target kernel: the patch script names none",
      ...["SFTD", "CrowdStrike", "EnCase", "BigFix"].map((name) =>
        `${name}: the report does not say whether it runs`
      ),
    ],
  );
});

Deno.test("a kernel matches with and without its architecture, and no part of one does", () => {
  const verdictFor = (target: string, running: string) =>
    postVerdict(parsed(
      REPORT.join("\n").replace(/Target kernel\): .*/, `Target kernel): ${target}`)
        .replace(/Running kernel\): .*/, `Running kernel): ${running}`),
    ));
  assert.ok(verdictFor("6.8.0-1018-aws", "6.8.0-1018-aws").passes);
  assert.ok(verdictFor("5.14.0-1.el9.aarch64", "5.14.0-1.el9.aarch64").passes);
  assert.deepEqual(verdictFor("5.14.0-1.el9", "5.14.0-1.el9_4.x86_64").reasons, [
    "Kernel 5.14.0-1.el9_4.x86_64 is running, expected 5.14.0-1.el9",
  ]);
});

Deno.test("parseServerState() reads what step 3 printed, and not the patch script after it", () => {
  const output = [
    "=== QC Report ===\n(Failed units): none",
    "=== Server State ===\n(Running kernel): 4.18.0-553.el8_10.x86_64\n(Service SFTD): stopped",
    "(Failed units):\n  kdump.service",
    "=== Patch Script ===\n(Service BigFix): running",
  ].join("\n");
  assert.deepEqual(parseServerState(output), {
    runningKernel: "4.18.0-553.el8_10.x86_64",
    services: { SFTD: "stopped" },
    failedUnits: ["kdump.service"],
    mounts: [],
  });
  assert.equal(parseServerState("=== QC Report ===\n"), undefined);
});

Deno.test("stateDifferences() names what changed, came and went, and nothing else", () => {
  const before: ServerState = {
    ...parsed(REPORT.join("\n")),
    failedUnits: ["a.service"],
    mounts: ["/", "/boot", "/data"],
  };
  assert.deepEqual(stateDifferences(before, before), []);
  const after: ServerState = {
    ...before,
    runningKernel: undefined,
    services: { ...before.services, SFTD: "stopped" },
    failedUnits: ["b.service"],
    mounts: ["/", "/boot"],
  };
  assert.deepEqual(stateDifferences(before, after), [
    { subject: "Kernel", before: "4.18.0-553.50.1.el8_10.x86_64", after: "" },
    { subject: "Service SFTD", before: "running", after: "stopped" },
    { subject: "Failed unit", before: "a.service", after: "" },
    { subject: "Failed unit", before: "", after: "b.service" },
    { subject: "Mount", before: "/data", after: "" },
  ]);
});
