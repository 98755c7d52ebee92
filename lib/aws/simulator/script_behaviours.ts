import { type Behaviour, type Behaviours, ended, type Ending } from "./behaviour.ts";
import type { Host } from "./host.ts";
import { INSPECTION_BEHAVIOURS } from "./inspection_behaviours.ts";
import { QC_BEHAVIOURS } from "./qc_behaviours.ts";
import { assignedValue, runTokenOf } from "./sent_values.ts";
import { SFT_BEHAVIOURS } from "./sft_behaviours.ts";

/** How a script ended on a host. */
export interface ScriptRun extends Ending {
  /** How long it took at real speed, in ms. */
  readonly durationMs: number;
  /** Whether the host restarts now, after which the agent runs the script again. */
  readonly reboots: boolean;
}

/** The exit code of the wrapper when its token was seen before. */
const DUPLICATE = 97;
/** Run Command user guide, "Rebooting managed nodes from scripts". */
const REBOOT = { linux: 194, windows: 3_010 } as const;
const LAST_EXIT = /(?:^|\n)exit (\d{1,5})\s*$/;
const SCRIPT_ID = /^\s*# pcm-script: (\S+)$/m;

/** What the hosts know; of another script only a last line `exit <code>`. */
const BEHAVIOURS: Behaviours = {
  ...QC_BEHAVIOURS,
  ...SFT_BEHAVIOURS,
  ...INSPECTION_BEHAVIOURS,
};
const UNKNOWN_MS = { shortestMs: 500, longestMs: 1_500 };

/**
 * Runs what was sent on a host: the wrapper's guard first, then the script named by the comment
 * line `# pcm-script: <id>`.
 *
 * @param host The host; the script changes its state.
 * @param options The text sent, a number in [0, 1) that decides the duration, and the time in ms
 * since 1970.
 * @returns How it ended.
 */
export function runScript(
  host: Host,
  { commands, chance, nowMs }: {
    readonly commands: string;
    readonly chance: number;
    readonly nowMs: number;
  },
): ScriptRun {
  const token = runTokenOf(commands);
  const { platform } = host.traits.distribution;
  const written = (text: string) => platform === "windows" ? text.replaceAll("\n", "\r\n") : text;
  if (token !== undefined && host.runs.has(token)) {
    const first = String(host.runs.get(token) ?? "running");
    return { ...ended(DUPLICATE, written(`${first}\n`)), durationMs: 50, reboots: false };
  }
  if (token !== undefined) host.runs.set(token, undefined);
  const { run, shortestMs, longestMs } = behaviourOf(commands);
  const result = run(host, { value: (name) => assignedValue(commands, name), nowMs });
  return {
    exitCode: result.exitCode,
    stdout: written(result.stdout + host.traits.noise),
    stderr: written(result.stderr),
    durationMs: shortestMs + chance * (longestMs - shortestMs),
    // The guard around a script with a token never lets the agent see this code.
    reboots: token === undefined && result.exitCode === REBOOT[platform],
  };
}

function behaviourOf(commands: string): Behaviour {
  const exitCode = Number(commands.match(LAST_EXIT)?.[1] ?? 0);
  return BEHAVIOURS[commands.match(SCRIPT_ID)?.[1] ?? ""] ??
    { ...UNKNOWN_MS, run: () => ended(exitCode, "") };
}
