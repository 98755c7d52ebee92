import {
  type Behaviour,
  type Behaviours,
  ended,
  type Ending,
  type ScriptInput,
  textOf,
  timeText,
  uptimeSeconds,
} from "./behaviour.ts";
import { diskRows } from "./host_disks.ts";
import type { Host } from "./host.ts";
import { installedPackages, serviceStatus } from "./host_software.ts";

const LINUX_MS = { shortestMs: 300, longestMs: 900 };
const WINDOWS_MS = { shortestMs: 800, longestMs: 2_500 };
/** From which use on the health check names a disk. */
const FULL_PERCENT = 90;

/** What the scripts do that only look. */
export const INSPECTION_BEHAVIOURS: Behaviours = {
  ...both("probe", probe),
  ...both("disk-check", diskCheck),
  ...both("system-health", systemHealth),
  ...both("reboot-required", rebootRequired),
  ...both("service-status", serviceStatus),
  ...both("installed-packages", installedPackages),
};

function both(name: string, run: Behaviour["run"]): Behaviours {
  return {
    [`linux/${name}`]: { run, ...LINUX_MS },
    [`windows/${name}`]: { run, ...WINDOWS_MS },
  };
}

function systemOf({ traits: { distribution } }: Host): string {
  return `${distribution.platformName} ${distribution.platformVersion}`;
}

function probe(host: Host, { nowMs }: ScriptInput): Ending {
  const { runningKernel, traits: { hostname } } = host;
  return ended(
    0,
    textOf([
      `hostname=${hostname}`,
      ...(runningKernel === "" ? [] : [`kernel=${runningKernel}`]),
      `os=${systemOf(host)}`,
      `uptime_seconds=${uptimeSeconds(host, nowMs)}`,
      `time=${timeText(nowMs)}`,
    ]),
  );
}

function diskCheck(host: Host, { value }: ScriptInput): Ending {
  const limit = Number(value("PCM_MAX_USED_PERCENT") || FULL_PERCENT);
  const rows = diskRows(host);
  const full = rows.filter(({ usedPercent }) => usedPercent >= limit)
    .map(({ mountPoint, usedPercent }) => `${mountPoint} ${usedPercent}%`);
  const noun = host.traits.distribution.platform === "windows" ? "volumes" : "file systems";
  const summary = full.length === 0
    ? `All ${rows.length} ${noun} are below ${limit}%`
    : `At or above ${limit}%: ${full.join(", ")}`;
  const print = value("PCM_FORMAT") === "json" ? disksAsJson : disksAsText;
  return ended(full.length === 0 ? 0 : 1, print(host, summary));
}

function disksAsText(host: Host, summary: string): string {
  const rows = diskRows(host);
  return textOf([
    "=== Block devices ===",
    ...rows.map(({ source, type, uuid, mountPoint }) =>
      `${source}  part  ${type}  ${uuid}  ${mountPoint}`
    ),
    "=== Use ===",
    ...rows.map(({ source, type, sizeKib, usedPercent, mountPoint }) =>
      `${source}  ${type}  ${sizeKib}  ${usedPercent}%  ${mountPoint}`
    ),
    "=== LVM ===",
    "LVM is not installed",
    "=== Summary ===",
    summary,
  ]);
}

function disksAsJson(host: Host, summary: string): string {
  const rows = diskRows(host);
  const report = {
    host: host.traits.hostname,
    block_devices: rows.map(({ source, type, uuid, sizeKib, mountPoint }) => ({
      name: source.replace("/dev/", ""),
      type: "part",
      size: sizeKib * 1_024,
      fstype: type,
      uuid,
      mountpoint: mountPoint,
    })),
    file_systems: rows.map(({ source, type, sizeKib, usedPercent, mountPoint }) => ({
      source,
      type,
      size_kib: sizeKib,
      used_kib: Math.round(sizeKib * usedPercent / 100),
      available_kib: Math.round(sizeKib * (100 - usedPercent) / 100),
      used_percent: usedPercent,
      mountpoint: mountPoint,
    })),
    volume_groups: [],
    logical_volumes: [],
    summary,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function systemHealth(host: Host, { nowMs }: ScriptInput): Ending {
  const rows = diskRows(host);
  const reasons = [
    ...rows.filter(({ usedPercent }) => usedPercent >= FULL_PERCENT)
      .map(({ mountPoint, usedPercent }) => `disk: ${mountPoint} ${usedPercent}%`),
    ...(host.failedUnits.length === 0 ? [] : [`failed units: ${host.failedUnits.join(" ")}`]),
  ];
  const line = (name: string, text: string) => `${name.padEnd(18)} ${text}`;
  const text = textOf([
    line("Host", host.traits.hostname),
    line("System", systemOf(host)),
    ...(host.runningKernel === "" ? [] : [line("Kernel", host.runningKernel)]),
    line("Up since", timeText(nowMs - uptimeSeconds(host, nowMs) * 1_000)),
    line("Memory", "5210 of 7822 MiB available"),
    ...rows.map(({ mountPoint, usedPercent }) => line("Disk", `${usedPercent}% ${mountPoint}`)),
    line("Failed units", host.failedUnits.join(" ") || "none"),
    reasons.length === 0 ? "Healthy" : `Needs attention: ${reasons.join("; ")}`,
  ]);
  return ended(reasons.length === 0 ? 0 : 1, text);
}

function rebootRequired(host: Host): Ending {
  const { runningKernel, installedKernel } = host;
  const waits = installedKernel !== undefined && installedKernel !== runningKernel;
  return ended(
    0,
    textOf([
      ...(runningKernel === "" ? [] : [`Running kernel: ${runningKernel}`]),
      `Reboot required: ${waits ? `yes (kernel ${installedKernel} is installed)` : "no"}`,
    ]),
  );
}
