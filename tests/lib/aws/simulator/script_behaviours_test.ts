import assert from "node:assert/strict";
import { z } from "zod";
import {
  parsePostReport,
  parseQcReport,
  parseServerState,
  postVerdict,
  qcVerdict,
  stateDifferences,
} from "@/lib/qc/mod.ts";
import { createScriptCatalog } from "@/lib/scripts/mod.ts";
import { parseSftDetection, sftRemedies } from "@/lib/sft/mod.ts";
import { withSimulatedAws } from "../simulated_aws.ts";
import { endOf, type HostTruth, reachableHosts, runOn, truthOf } from "./scripted_fleet.ts";

const CHANGE = "CHG0031001";
/** Enough hosts that every kind of truth occurs where the sample credentials reach. */
const FLEET = { simulator: { instances: 240 } };
const ENROLLMENT_TOKEN = "canary-enrollment-token";

/** Two values at least, so a test never compares nothing with nothing. */
function bothOccur(values: readonly boolean[]): void {
  assert.deepEqual(new Set(values), new Set([true, false]));
}

Deno.test(
  "step 1 reports on each host what the fleet says of it",
  withSimulatedAws(async (simulated) => {
    const hosts = await reachableHosts(simulated, "linux");
    const ends = await runOn(simulated, hosts, {
      id: "linux-qc-prep/step1-initial-qc",
      values: { change: CHANGE, patcherUrl: "https://patcher.example/p.sh" },
    });
    for (const host of hosts) {
      const report = parseQcReport(endOf(ends, host).stdout);
      const { passes, reasons } = qcVerdict(report);
      assert.deepEqual({ passes, reasons }, { passes: host.qc?.passes, reasons: host.qc?.reasons });
      assert.equal(report?.currentKernel, host.qc?.currentKernel);
      assert.deepEqual(report?.availableKernels, host.qc?.availableKernels);
    }
    bothOccur(hosts.map(({ qc }) => qc?.passes ?? false));
  }, FLEET),
);

/** Stages the newest kernel on every host that has one, and returns those hosts. */
async function stageAll(simulated: Parameters<typeof reachableHosts>[0]) {
  const hosts = (await reachableHosts(simulated, "linux")).filter(({ qc }) =>
    qc?.passes && qc.availableKernels.length > 0
  );
  for (const [kernel = "", group] of Map.groupBy(hosts, ({ qc }) => qc?.availableKernels[0])) {
    const ends = await runOn(simulated, group, {
      id: "linux-qc-prep/step2-stage-kernel",
      values: { change: CHANGE, kernel, patcherUrl: "https://patcher.example/p.sh" },
    });
    for (const host of group) assert.equal(endOf(ends, host).exitCode, 0);
  }
  return hosts;
}

Deno.test(
  "post finds on each patched host what the fleet says, and differs from step 3 as patching did",
  withSimulatedAws(async (simulated) => {
    const staged = await stageAll(simulated);
    const final = await runOn(simulated, staged, {
      id: "linux-qc-prep/step3-final-report",
      values: { change: CHANGE },
    });
    const before = staged.map((host) => parseServerState(endOf(final, host).stdout));
    await simulated.control("patch", {});
    const hosts = await truthOf(simulated, staged);
    const ends = await runOn(simulated, hosts, {
      id: "linux-qc-post/validate",
      values: { change: CHANGE },
    });
    const subjects = new Set<string>();
    for (const [index, host] of hosts.entries()) {
      const { stdout, exitCode } = endOf(ends, host);
      const report = parsePostReport(stdout);
      assert.ok(report);
      assert.deepEqual(postVerdict(report), host.post, host.instanceId);
      assert.equal(exitCode, host.post?.passes ? 0 : 1);
      assert.equal(report.runningKernel, host.qc?.currentKernel);
      const was = before[index];
      assert.ok(was);
      for (const { subject } of stateDifferences(was, report)) subjects.add(subject);
    }
    bothOccur(hosts.map(({ post }) => post?.passes ?? false));
    const reasons = hosts.flatMap(({ post }) => post?.reasons ?? []);
    for (
      const part of [/^Kernel .* is running, expected/, /^BigFix is/, /^CrowdStrike is/, /^SFTD/]
    ) {
      assert.ok(reasons.some((reason) => part.test(reason)), String(part));
    }
    for (const subject of ["Kernel", "Service BigFix", "Failed unit"]) {
      assert.ok(subjects.has(subject), subject);
    }
  }, FLEET),
);

Deno.test(
  "step 3 and post fail for a change under which nothing is staged",
  withSimulatedAws(async (simulated) => {
    const hosts = (await reachableHosts(simulated, "linux")).slice(0, 3);
    const values = { change: "CHG0099999" };
    const final = await runOn(simulated, hosts, { id: "linux-qc-prep/step3-final-report", values });
    const post = await runOn(simulated, hosts, { id: "linux-qc-post/validate", values });
    for (const host of hosts) {
      assert.equal(endOf(final, host).exitCode, 1);
      const { reasons } = postVerdict(parsePostReport(endOf(post, host).stdout));
      assert.equal(reasons[0], "No target kernel: the patch script names none");
    }
  }),
);

for (const platform of ["linux", "windows"] as const) {
  Deno.test(
    `SFT detection tells of ${platform} hosts what the fleet says, and what may be done repairs them`,
    withSimulatedAws(async (simulated) => {
      const hosts = await reachableHosts(simulated, platform);
      const id = `sft/detect-${platform}`;
      const ends = await runOn(simulated, hosts, { id });
      const remedies: (readonly [string, HostTruth])[] = [];
      for (const host of hosts) {
        const found = parseSftDetection(endOf(ends, host).stdout);
        assert.ok(found, host.instanceId);
        const { isInstalled: installed, service, hasDeviceToken, hasEnrollmentToken } = found;
        const tokens = { device: hasDeviceToken, enrollment: hasEnrollmentToken };
        assert.deepEqual({ installed, service, tokens }, host.sft);
        const { install, reset } = sftRemedies(found);
        remedies.push([install ?? reset ?? "", host]);
      }
      assert.equal(new Set(hosts.map(({ sft }) => JSON.stringify(sft))).size, 4);
      for (const [script, group] of Map.groupBy(remedies, ([script]) => script)) {
        const values = { accessAddress: "10.9.8.7", enrollmentToken: ENROLLMENT_TOKEN };
        const repaired = group.map(([, host]) => host);
        const results = await runOn(simulated, repaired, { id: script, values });
        for (const host of repaired) {
          const { exitCode, stdout, stderr } = endOf(results, host);
          assert.equal(exitCode, 0, `${script} ${stderr}`);
          assert.ok(!`${stdout}${stderr}`.includes(ENROLLMENT_TOKEN), "L04: the token is printed");
        }
      }
      const tokens = { device: true, enrollment: false };
      for (const { sft } of await truthOf(simulated, hosts)) {
        assert.deepEqual(sft, { installed: true, service: "running", tokens });
      }
      const again = await runOn(simulated, hosts.slice(0, 1), { id });
      const [first] = hosts;
      assert.ok(first);
      assert.equal(parseSftDetection(endOf(again, first).stdout)?.accessAddress, "10.9.8.7");
    }, FLEET),
  );
}

Deno.test(
  "an installer refuses another family and an agent that is there",
  withSimulatedAws(async (simulated) => {
    const hosts = await reachableHosts(simulated, "linux");
    const [debian] = hosts.filter(({ distribution }) => distribution === "Ubuntu");
    const [rhel] = hosts.filter(({ distribution, sft }) =>
      distribution.startsWith("RHEL") && sft.installed
    );
    assert.ok(debian && rhel);
    const values = { accessAddress: "", enrollmentToken: ENROLLMENT_TOKEN };
    const ends = await runOn(simulated, [debian, rhel], { id: "sft/install-rhel", values });
    assert.equal(endOf(ends, debian).exitCode, 3);
    assert.match(endOf(ends, debian).stderr, /not of the RHEL family/);
    assert.match(endOf(ends, rhel).stderr, /installed already/);
  }),
);

const diskReportSchema = z.object({
  host: z.string(),
  file_systems: z.array(z.object({ mountpoint: z.string(), used_percent: z.number() })),
  summary: z.string(),
});

Deno.test(
  "the disk check fails where initial QC finds a full disk, in text and in JSON",
  withSimulatedAws(async (simulated) => {
    const hosts = await reachableHosts(simulated, "linux");
    const quiet = hosts.filter(({ qc }) => qc?.passes !== undefined).slice(0, 12);
    for (const format of ["text", "json"]) {
      const values = { format, maxUsedPercent: 90 };
      const ends = await runOn(simulated, quiet, { id: "linux/disk-check", values });
      for (const host of quiet) {
        const { stdout, exitCode } = endOf(ends, host);
        const isFull = host.qc?.reasons.some((reason) => reason.startsWith("Disk space")) ?? false;
        assert.equal(exitCode, isFull ? 1 : 0);
        const text = format === "text" ? stdout : diskReportSchema.parse(
          JSON.parse(stdout.slice(0, stdout.indexOf("\n}") + 2)),
        ).summary;
        assert.match(text, isFull ? /At or above 90%: \/boot 96%/ : /All 2 file systems are below/);
      }
    }
    bothOccur(quiet.map(({ qc }) => qc?.reasons.some((each) => each.startsWith("Disk")) ?? false));
  }, FLEET),
);

Deno.test(
  "a host that kept its old kernel waits for a restart, and one that lost a service says which",
  withSimulatedAws(async (simulated) => {
    const staged = await stageAll(simulated);
    await simulated.control("patch", {});
    const hosts = await truthOf(simulated, staged);
    const answerIn = (text: string) => text.match(/Reboot required: (yes|no)/)?.[1];
    const reboot = await runOn(simulated, hosts, { id: "linux/reboot-required" });
    const services = await runOn(simulated, hosts, {
      id: "linux/service-status",
      values: { services: "" },
    });
    for (const host of hosts) {
      const reasons = host.post?.reasons ?? [];
      const waits = reasons.some((reason) => reason.startsWith("Kernel "));
      assert.equal(answerIn(endOf(reboot, host).stdout), waits ? "yes" : "no");
      const stopped = reasons.some((reason) => reason.endsWith("is not running"));
      assert.equal(endOf(services, host).exitCode, stopped ? 1 : 0);
    }
  }, FLEET),
);

Deno.test(
  "every script of the catalog is known to the hosts of its platform",
  withSimulatedAws(async (simulated) => {
    for (const { id, platform, parameters } of createScriptCatalog().values()) {
      const [host] = await reachableHosts(simulated, platform);
      assert.ok(host, id);
      const values = { change: CHANGE, kernel: "4.18.0-553.50.1.el8_10", name: "*" };
      const given = Object.entries(values).filter(([name]) => name in parameters.shape);
      const ends = await runOn(simulated, [host], { id, values: Object.fromEntries(given) });
      const { stdout, stderr } = endOf(ends, host);
      assert.notEqual(stdout + stderr, "", id);
    }
  }, FLEET),
);

Deno.test(
  "A05: a Windows host refuses a run token it has seen, as a Linux host does",
  withSimulatedAws(async (simulated) => {
    const [host] = await reachableHosts(simulated, "windows");
    assert.ok(host);
    const run = { id: "windows/probe", runToken: "token-0000000001" };
    assert.equal(endOf(await runOn(simulated, [host], run), host).exitCode, 0);
    const { exitCode, stdout } = endOf(await runOn(simulated, [host], run), host);
    assert.equal(exitCode, 97);
    assert.match(stdout, /^0\r\n/);
  }, FLEET),
);
