import { z } from "zod";
import linuxDiskCheck from "./files/linux/disk-check.sh" with { type: "text" };
import linuxPackages from "./files/linux/installed-packages.sh" with { type: "text" };
import linuxProbe from "./files/linux/probe.sh" with { type: "text" };
import linuxReboot from "./files/linux/reboot-required.sh" with { type: "text" };
import linuxServices from "./files/linux/service-status.sh" with { type: "text" };
import linuxHealth from "./files/linux/system-health.sh" with { type: "text" };
import windowsDiskCheck from "./files/windows/disk-check.ps1" with { type: "text" };
import windowsPackages from "./files/windows/installed-packages.ps1" with { type: "text" };
import windowsProbe from "./files/windows/probe.ps1" with { type: "text" };
import windowsReboot from "./files/windows/reboot-required.ps1" with { type: "text" };
import windowsServices from "./files/windows/service-status.ps1" with { type: "text" };
import windowsHealth from "./files/windows/system-health.ps1" with { type: "text" };
import type { ScriptDefinition, ScriptPlatform } from "./script.ts";
import {
  formatParameter,
  maxUsedPercentParameter,
  packageParameter,
  unitsParameter,
  windowsServicesParameter,
} from "./script_parameters.ts";

type Inspection = Omit<ScriptDefinition, "id" | "platform" | "text" | "changesServer" | "settings">;

const PROBE: Inspection = {
  name: "Probe",
  description: "Shows that the server takes commands now, with its name, system and uptime.",
  expectedSeconds: 5,
  parameters: z.strictObject({}),
};

const DISK_CHECK: Inspection = {
  name: "Disk check",
  description: "Shows disks, their ids and how full they are; fails where one is too full.",
  expectedSeconds: 10,
  parameters: z.strictObject({ format: formatParameter, maxUsedPercent: maxUsedPercentParameter }),
};

const SYSTEM_HEALTH: Inspection = {
  name: "System health",
  description: "Shows load, memory, disks and failed services; fails where one needs attention.",
  expectedSeconds: 10,
  parameters: z.strictObject({}),
};

const REBOOT_REQUIRED: Inspection = {
  name: "Reboot required",
  description: "Says whether the server waits for a restart, and why.",
  expectedSeconds: 20,
  parameters: z.strictObject({}),
};

const SERVICE_STATUS: Inspection = {
  name: "Service status",
  description: "Shows the state of services; fails where one does not run.",
  expectedSeconds: 10,
  parameters: z.strictObject({ services: unitsParameter }),
};

const INSTALLED_PACKAGES: Inspection = {
  name: "Installed packages",
  description: "Lists installed packages with their versions.",
  expectedSeconds: 15,
  parameters: z.strictObject({ name: packageParameter }),
};

/** The scripts that only look, for any server. */
export const INSPECTION_SCRIPTS: readonly ScriptDefinition[] = [
  ...on("linux", [
    ["linux/probe", PROBE, linuxProbe],
    ["linux/disk-check", DISK_CHECK, linuxDiskCheck],
    ["linux/system-health", SYSTEM_HEALTH, linuxHealth],
    ["linux/reboot-required", REBOOT_REQUIRED, linuxReboot],
    ["linux/service-status", SERVICE_STATUS, linuxServices],
    ["linux/installed-packages", INSTALLED_PACKAGES, linuxPackages],
  ]),
  ...on("windows", [
    ["windows/probe", PROBE, windowsProbe],
    ["windows/disk-check", DISK_CHECK, windowsDiskCheck],
    ["windows/system-health", SYSTEM_HEALTH, windowsHealth],
    ["windows/reboot-required", REBOOT_REQUIRED, windowsReboot],
    [
      "windows/service-status",
      { ...SERVICE_STATUS, parameters: z.strictObject({ services: windowsServicesParameter }) },
      windowsServices,
    ],
    ["windows/installed-packages", INSTALLED_PACKAGES, windowsPackages],
  ]),
];

function on(
  platform: ScriptPlatform,
  scripts: readonly (readonly [id: string, inspection: Inspection, text: string])[],
): readonly ScriptDefinition[] {
  return scripts.map(([id, inspection, text]) => ({
    ...{ ...inspection, id, platform, text },
    name: platform === "linux" ? inspection.name : `${inspection.name} (Windows)`,
    changesServer: false,
    settings: {},
  }));
}
