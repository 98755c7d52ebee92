import type { Host } from "./host.ts";

/** What a script left when it ended. */
export interface Ending {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a script is given on a host. */
export interface ScriptInput {
  /** Reads an assignment of the sent text: `PCM_CHANGE`; empty when it has none. */
  readonly value: (name: string) => string;
  /** When it runs, in ms since 1970. */
  readonly nowMs: number;
}

/** What a script does on a host, and how long it takes at real speed. */
export interface Behaviour {
  readonly run: (host: Host, input: ScriptInput) => Ending;
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** Behaviours by the id of their script. */
export type Behaviours = Readonly<Record<string, Behaviour>>;

/** Says how a script ended. */
export function ended(exitCode: number, stdout: string, stderr = ""): Ending {
  return { exitCode, stdout, stderr };
}

/** Joins lines of output, each with its line feed. */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/** Writes a time as scripts print it, in UTC and without fractions. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** How long the host has run, in seconds: since it was patched, or for two weeks. */
export function uptimeSeconds({ patchedAtMs }: Host, nowMs: number): number {
  return patchedAtMs === undefined ? 1_204_812 : Math.floor((nowMs - patchedAtMs) / 1_000);
}
