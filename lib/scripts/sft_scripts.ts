import { z } from "zod";
import detectLinux from "./files/linux/detect-linux.sh" with { type: "text" };
import installDebian from "./files/linux/install-debian.sh" with { type: "text" };
import installRhel from "./files/linux/install-rhel.sh" with { type: "text" };
import resetLinux from "./files/linux/reset-linux.sh" with { type: "text" };
import linuxAgent from "./files/linux/sft-agent.sh" with { type: "text" };
import linuxEnroll from "./files/linux/sft-enroll.sh" with { type: "text" };
import detectWindows from "./files/windows/detect-windows.ps1" with { type: "text" };
import installWindows from "./files/windows/install-windows.ps1" with { type: "text" };
import resetWindows from "./files/windows/reset-windows.ps1" with { type: "text" };
import windowsAgent from "./files/windows/sft-agent.ps1" with { type: "text" };
import windowsEnroll from "./files/windows/sft-enroll.ps1" with { type: "text" };
import type { ScriptDefinition } from "./script.ts";
import { accessAddressParameter } from "./script_parameters.ts";

const LINUX = { platform: "linux", parts: [linuxAgent, linuxEnroll] } as const;
const WINDOWS = { platform: "windows", parts: [windowsAgent, windowsEnroll] } as const;

const DETECT = {
  description: "Says whether the SFT server agent is installed, runs and is enrolled.",
  changesServer: false,
  expectedSeconds: 10,
  parameters: z.strictObject({}),
  settings: {},
} as const;

const ENROLL = {
  changesServer: true,
  parameters: z.strictObject({ accessAddress: accessAddressParameter }),
  settings: { enrollmentToken: "SFT_ENROLLMENT_TOKEN" },
} as const;

const INSTALL = { ...ENROLL, expectedSeconds: 180 } as const;
const RESET = {
  ...ENROLL,
  description: "Enrolls an installed SFT server agent anew and waits until it has enrolled.",
  expectedSeconds: 60,
} as const;

/** The scripts that find out about the SFT server agent and repair it. */
export const SFT_SCRIPTS: readonly ScriptDefinition[] = [
  {
    ...{ ...DETECT, platform: "linux", parts: [linuxAgent], text: detectLinux },
    id: "sft/detect-linux",
    name: "SFT: detect the agent (Linux)",
  },
  {
    ...{ ...DETECT, platform: "windows", parts: [windowsAgent], text: detectWindows },
    id: "sft/detect-windows",
    name: "SFT: detect the agent (Windows)",
  },
  {
    ...{ ...INSTALL, ...LINUX, text: installRhel },
    id: "sft/install-rhel",
    name: "SFT: install the agent (RHEL, Amazon Linux)",
    description: "Installs the SFT server agent with yum or dnf and enrolls it.",
  },
  {
    ...{ ...INSTALL, ...LINUX, text: installDebian },
    id: "sft/install-debian",
    name: "SFT: install the agent (Debian, Ubuntu)",
    description: "Installs the SFT server agent with apt and enrolls it.",
  },
  {
    ...{ ...INSTALL, ...WINDOWS, text: installWindows },
    id: "sft/install-windows",
    name: "SFT: install the agent (Windows)",
    description: "Installs the SFT server agent of Okta's stable channel and enrolls it.",
  },
  {
    ...{ ...RESET, ...LINUX, text: resetLinux },
    id: "sft/reset-linux",
    name: "SFT: reset the agent (Linux)",
  },
  {
    ...{ ...RESET, ...WINDOWS, text: resetWindows },
    id: "sft/reset-windows",
    name: "SFT: reset the agent (Windows)",
  },
];
