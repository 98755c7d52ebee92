import assert from "node:assert/strict";
import { parsePostReport, postVerdict } from "@/lib/qc/mod.ts";
import { createScriptCatalog } from "@/lib/scripts/mod.ts";
import { Host } from "./host.ts";

const CONTENT = createScriptCatalog().get("linux-qc-post/validate")?.content ?? "";
const RUNNING = "4.18.0-553.50.1.el8_10.x86_64";
const PATCH_SCRIPT = "root/CHG0031001/patchme.sh";

/** What `systemctl` says of a server: the units it has, and whether they run. */
function systemctl(units: Readonly<Record<string, boolean>>, failed: readonly string[]): string {
  const loaded = Object.keys(units).map((unit) => `    *" ${unit}.service") state=loaded ;;`);
  const active = Object.entries(units).filter(([, runs]) => runs)
    .map(([unit]) => `    *" ${unit}.service") exit 0 ;;`);
  return [
    'case "$1" in',
    '  show) state=not-found; case " $*" in',
    ...loaded,
    '  esac; echo "LoadState=$state" ;;',
    '  is-active) case " $*" in',
    ...active,
    "  esac; exit 3 ;;",
    `  list-units) ${
      failed.map((unit) => `echo "* ${unit} loaded failed failed A unit"`).join(";") || ":"
    } ;;`,
    "esac",
  ].join("\n");
}

interface Server {
  readonly units?: Readonly<Record<string, boolean>>;
  readonly failed?: readonly string[];
  readonly patchScript?: string;
}

/** A server with the programs that validation asks, each with an answer of its own. */
async function serverWith(server: Server = {}): Promise<Host> {
  const { units = { "sftd": true, "falcon-sensor": true }, failed = [] } = server;
  const host = new Host();
  await host.install("uname", `case "$1" in -r) echo ${RUNNING} ;; *) echo web-01 ;; esac`);
  await host.install("systemctl", systemctl(units, failed));
  await host.install("pgrep", "exit 1");
  await host.install("lvs", "echo '  vg0 root 20.00g'");
  await host.install(
    "dnf",
    'echo "   42 | install kernel | $(date "+%F %H:%M") | Install | 3"\n' +
      'echo "   41 | update bash | 2020-01-01 10:00 | Update | 1"',
  );
  await host.install("journalctl", "printf '%s\\n' '(Verdict): PASSED' $'a \\033[31mfault'");
  const install = "# kernel-1.2.3-4\nyum -y install kernel-4.18.0-553.50.1.el8_10.x86_64.rpm\n";
  await host.write(PATCH_SCRIPT, server.patchScript ?? install);
  return host;
}

async function validate(host: Host) {
  const result = await host.run(CONTENT, { values: { change: "CHG0031001" } });
  return { ...result, report: parsePostReport(result.stdout) };
}

Deno.test("validation passes where the staged kernel and every installed service run", async () => {
  await using host = await serverWith();
  const { code, stdout, stderr, report } = await validate(host);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.ok(report);
  assert.deepEqual(postVerdict(report), { passes: true, reasons: [] });
  assert.match(stdout, /^===== Post report for web-01 =====\n/);
  assert.match(stdout, /\n\(Verdict\): PASSED\n=+\n$/);
  assert.deepEqual([report.hostname, report.runningKernel], ["web-01", RUNNING]);
  assert.equal(report.targetKernel, "4.18.0-553.50.1.el8_10");
  assert.deepEqual(report.services, {
    SFTD: "running",
    CrowdStrike: "running",
    EnCase: "not installed",
    BigFix: "not installed",
  });
  assert.equal(report.packageHistory.length, 1);
  assert.match(report.packageHistory[0] ?? "", /install kernel/);
  assert.deepEqual(report.logicalVolumes, ["vg0 root 20.00g"]);
  assert.match(report.date ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.match(report.memory ?? "", /^\d+ of \d+ MiB available$/);
  assert.ok((report.uptimeSeconds ?? 0) > 0 && report.upSince && report.operatingSystem);
});

Deno.test("what the kernel's log says is never taken for a line of the report", async () => {
  await using host = await serverWith({ units: { sftd: false } });
  const { report } = await validate(host);
  assert.deepEqual(report?.kernelLog, ["(Verdict): PASSED", "a [31mfault"]);
  assert.equal(postVerdict(report).passes, false);
});

Deno.test("validation names each reason, as the reader of its report does", async () => {
  const cases: readonly (readonly [Server, readonly string[]])[] = [
    [{ patchScript: "#!/bin/bash\nreboot\n" }, ["No target kernel: the patch script names none"]],
    [
      { patchScript: "yum -y install kernel-4.18.0-553.99.1.el8_10\n" },
      [`Kernel ${RUNNING} is running, expected 4.18.0-553.99.1.el8_10`],
    ],
    [
      { units: { "sftd": true, "falcon-sensor": false, "besclient": false } },
      ["CrowdStrike is not running", "BigFix is not running"],
    ],
  ];
  for (const [server, reasons] of cases) {
    await using host = await serverWith(server);
    const { code, stdout, report } = await validate(host);
    assert.equal(code, 1);
    assert.deepEqual(postVerdict(report).reasons, reasons);
    assert.ok(stdout.includes(`(Verdict): FAILED: ${reasons.join("; ")}\n`), stdout);
  }
});

Deno.test("validation lists the units that failed by name alone", async () => {
  await using host = await serverWith({ failed: ["kdump.service", "a-b.mount"] });
  const { report } = await validate(host);
  assert.deepEqual(report?.failedUnits, ["a-b.mount", "kdump.service"]);
});

Deno.test("an agent without a unit runs when its process does", async () => {
  await using host = await serverWith();
  await host.install("pgrep", '[[ "$*" == "-x enlinuxpc64" ]]');
  assert.equal((await validate(host)).report?.services.EnCase, "running");
});
