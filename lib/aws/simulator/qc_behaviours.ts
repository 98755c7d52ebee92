import {
  type Behaviours,
  ended,
  type ScriptInput,
  textOf,
  timeText,
  uptimeSeconds,
} from "./behaviour.ts";
import type { Host } from "./host.ts";
import { diskRows } from "./host_disks.ts";
import { qcReport } from "./qc_report.ts";

/** What the scripts before and after patching do. */
export const QC_BEHAVIOURS: Behaviours = {
  "linux-qc-prep/step1-initial-qc": { run: initialQc, shortestMs: 20_000, longestMs: 60_000 },
  "linux-qc-prep/step2-stage-kernel": { run: stageKernel, shortestMs: 40_000, longestMs: 120_000 },
  "linux-qc-prep/step3-final-report": { run: finalReport, shortestMs: 1_000, longestMs: 4_000 },
  "linux-qc-post/validate": { run: validate, shortestMs: 2_000, longestMs: 6_000 },
};

function initialQc(host: Host) {
  return ended(0, qcReport(host));
}

function stageKernel(host: Host, { value }: ScriptInput) {
  const kernel = value("PCM_KERNEL").replace(/\.x86_64$/, "");
  if (!host.availableKernels.includes(kernel)) {
    return ended(1, "", `No package kernel-${kernel} available.\n`);
  }
  const change = value("PCM_CHANGE");
  host.staged = { change, kernel };
  return ended(0, `Staged kernel ${kernel} for ${change}\n`);
}

function finalReport(host: Host, { value }: ScriptInput) {
  const change = value("PCM_CHANGE");
  const state = textOf(["=== Server State ===", ...serverState(host)]);
  const report = `=== QC Report ===\n${qcReport(host)}${state}=== Patch Script ===\n`;
  if (host.staged?.change !== change) {
    return ended(1, report, `Cannot find /root/${change}/patchme.sh\n`);
  }
  return ended(0, `${report}${patchScript(host, host.staged.kernel)}`);
}

function patchScript({ traits: { distribution } }: Host, kernel: string): string {
  const install = distribution.name === "Ubuntu"
    ? `apt-get -y install linux-image-${kernel}`
    : `yum -y install kernel-${kernel}`;
  return textOf(["#!/bin/bash", install, "reboot"]);
}

function validate(host: Host, { value, nowMs }: ScriptInput) {
  const staged = host.staged?.change === value("PCM_CHANGE") ? host.staged : undefined;
  const reasons = staged
    ? host.postReasons
    : ["No target kernel: the patch script names none", ...withoutKernel(host.postReasons)];
  const { platformName, platformVersion } = host.traits.distribution;
  const uptime = uptimeSeconds(host, nowMs);
  const lines = [
    `===== Post report for ${host.traits.hostname} =====`,
    `(Date): ${timeText(nowMs)}`,
    `(Up since): ${timeText(nowMs - uptime * 1_000)}`,
    `(Uptime seconds): ${uptime}`,
    `(Operating system): ${platformName} ${platformVersion}`,
    `(Target kernel): ${staged?.kernel ?? "none"}`,
    ...serverState(host),
    "(Memory): 5210 of 7822 MiB available",
    ...list("Disk usage", [
      "Filesystem  Size  Used  Avail  Capacity  Mounted on",
      ...diskRows(host).map(({ source, mountPoint, sizeKib, usedPercent }) =>
        `${source}  ${Math.round(sizeKib / 1_024)}M  -  -  ${usedPercent}%  ${mountPoint}`
      ),
    ]),
    ...list("Logical volumes", []),
    ...list("Package history", packageHistory(host)),
    ...list("Kernel log", []),
    `(Verdict): ${reasons.length === 0 ? "PASSED" : `FAILED: ${reasons.join("; ")}`}`,
    "========================================",
  ];
  return ended(reasons.length === 0 ? 0 : 1, textOf(lines));
}

function withoutKernel(reasons: readonly string[]): readonly string[] {
  return reasons.filter((reason) => !/^(?:Kernel|No target kernel)/.test(reason));
}

function serverState(host: Host): readonly string[] {
  const services = Object.entries(host.services);
  return [
    `(Running kernel): ${host.runningKernel}`,
    ...services.map(([name, state]) => `(Service ${name}): ${state}`),
    ...list("Failed units", host.failedUnits),
    ...list("Mounts", diskRows(host).map(({ mountPoint }) => mountPoint)),
  ];
}

function packageHistory({ patchedAtMs, installedKernel }: Host): readonly string[] {
  if (patchedAtMs === undefined) return [];
  const time = timeText(patchedAtMs).replace("T", " ").slice(0, 16);
  return [`42 | install kernel-${installedKernel} | ${time} | Install | 3`];
}

function list(label: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? [`(${label}): none`]
    : [`(${label}):`, ...lines.map((line) => `  ${line}`)];
}
