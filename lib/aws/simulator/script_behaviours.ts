import type { Host } from "./host.ts";
import { qcReport } from "./qc_report.ts";

/** How a script ended on a host. */
export interface ScriptRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** How long it took at real speed, in ms. */
  readonly durationMs: number;
  /** Whether the host restarts now, after which the agent runs the script again. */
  readonly reboots: boolean;
}

/** What a script does on a host; `value` reads a quoted assignment of the sent text. */
type Behaviour = (host: Host, value: (name: string) => string) => Ending;
type Ending = Omit<ScriptRun, "durationMs" | "reboots">;

interface Script {
  readonly run: Behaviour;
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** The exit code of the wrapper when its token was seen before. */
const DUPLICATE = 97;
/** Run Command user guide, "Rebooting managed nodes from scripts". */
const REBOOT = { linux: 194, windows: 3_010 } as const;
const LAST_EXIT = /(?:^|\n)exit (\d{1,5})\s*$/;
const SCRIPT_ID = /^\s*# pcm-script: (\S+)$/m;
const RUN_TOKEN = /^(?:export )?PCM_RUN_TOKEN='([^']+)'/m;

/** What the hosts know; of another script only a last line `exit <code>`. */
const SCRIPTS: Readonly<Record<string, Script>> = {
  "linux/probe": { run: probe, shortestMs: 300, longestMs: 900 },
  "windows/probe": { run: probe, shortestMs: 800, longestMs: 2_500 },
  "linux-qc-prep/step1-initial-qc": { run: initialQc, shortestMs: 20_000, longestMs: 60_000 },
  "linux-qc-prep/step2-stage-kernel": { run: stageKernel, shortestMs: 40_000, longestMs: 120_000 },
  "linux-qc-prep/step3-final-report": { run: finalReport, shortestMs: 1_000, longestMs: 4_000 },
};
const UNKNOWN_MS = { shortestMs: 500, longestMs: 1_500 };

/** The token of a script's wrapper, if the sent text has one. */
export function runTokenOf(commands: string): string | undefined {
  return commands.match(RUN_TOKEN)?.[1];
}

/**
 * Runs what was sent on a host: the wrapper's guard first, then the script named by the comment
 * line `# pcm-script: <id>`.
 *
 * @param host The host; the script changes its state.
 * @param options The text sent, and a number in [0, 1) that decides the duration.
 * @returns How it ended.
 */
export function runScript(
  host: Host,
  { commands, chance }: { readonly commands: string; readonly chance: number },
): ScriptRun {
  const token = runTokenOf(commands);
  if (token !== undefined && host.runs.has(token)) {
    const first = String(host.runs.get(token) ?? "running");
    return { ...ended(DUPLICATE, `${first}\n`), durationMs: 50, reboots: false };
  }
  if (token !== undefined) host.runs.set(token, undefined);
  const { run, shortestMs, longestMs } = scriptOf(commands);
  const { platform } = host.traits.distribution;
  const result = run(host, (name) => assignedValue(commands, name));
  const stdout = result.stdout + host.traits.noise;
  return {
    ...result,
    stdout: platform === "windows" ? stdout.replaceAll("\n", "\r\n") : stdout,
    durationMs: shortestMs + chance * (longestMs - shortestMs),
    // The guard around a script with a token never lets the agent see this code.
    reboots: token === undefined && result.exitCode === REBOOT[platform],
  };
}

function scriptOf(commands: string): Script {
  const exitCode = Number(commands.match(LAST_EXIT)?.[1] ?? 0);
  return SCRIPTS[commands.match(SCRIPT_ID)?.[1] ?? ""] ??
    { ...UNKNOWN_MS, run: () => ended(exitCode, "") };
}

/** Reads `NAME='value'`, with `'\''` for a quote inside. */
function assignedValue(commands: string, name: string): string {
  const match = commands.match(new RegExp(`^(?:export )?${name}='((?:[^']|'\\\\'')*)'`, "m"));
  return (match?.[1] ?? "").replaceAll("'\\''", "'");
}

function ended(exitCode: number, stdout: string, stderr = "") {
  return { exitCode, stdout, stderr };
}

function probe({ traits, runningKernel }: Host) {
  const { platformName, platformVersion } = traits.distribution;
  const lines = [
    `hostname=${traits.hostname}`,
    ...(runningKernel === "" ? [] : [`kernel=${runningKernel}`]),
    `os=${platformName} ${platformVersion}`,
    "uptime_seconds=1204812",
  ];
  return ended(0, `${lines.join("\n")}\n`);
}

function initialQc(host: Host) {
  return ended(0, qcReport(host));
}

function stageKernel(host: Host, value: (name: string) => string) {
  const kernel = value("PCM_KERNEL").replace(/\.x86_64$/, "");
  if (!host.availableKernels.includes(kernel)) {
    return ended(1, "", `No package kernel-${kernel} available.\n`);
  }
  host.staged = { change: value("PCM_CHANGE"), kernel };
  return ended(0, `Staged kernel ${kernel}\n`);
}

function finalReport(host: Host, value: (name: string) => string) {
  const report = `=== QC Report ===\n${qcReport(host)}`;
  const change = value("PCM_CHANGE");
  if (host.staged?.change !== change) {
    return ended(1, report, `cat: /root/${change}/patchme.sh: No such file or directory\n`);
  }
  const install = `#!/bin/bash\nyum -y install kernel-${host.staged.kernel}\nreboot\n`;
  return ended(0, `${report}=== Patch Script ===\n${install}`);
}
