import { stripVTControlCharacters } from "node:util";
import { isKernelVersion } from "./kernel_version.ts";
import {
  CRITICAL_SERVICES,
  type KernelVersion,
  type PostReport,
  type ServerState,
  type ServiceState,
} from "./view.ts";

const HEADING = /^=+ *Post report for +([^\s=]+)/i;
const RULE = /^=/;
const FIELD = /^\(([^()]{1,60})\):(.*)$/;
const MAX_VALUE_CHARACTERS = 300;

/** The lines of each field under its label in lower case: its value first, then its list. */
type Fields = ReadonlyMap<string, readonly string[]>;

/**
 * Parses the report that validation printed. A list's lines are indented, so what a server's logs
 * say is never taken for a line of the report.
 *
 * @param output What the server printed, with the report somewhere in it.
 * @returns The report, or `undefined` when the output holds none.
 */
export function parsePostReport(output: string): PostReport | undefined {
  const lines = plainLines(output);
  const start = lines.findIndex((line) => HEADING.test(line));
  if (start < 0) return undefined;
  const fields = readFields(lines.slice(start + 1));
  const uptime = valueOf(fields, "uptime seconds");
  return {
    ...stateOf(fields),
    hostname: HEADING.exec(lines[start] ?? "")?.[1],
    date: valueOf(fields, "date"),
    upSince: valueOf(fields, "up since"),
    uptimeSeconds: uptime && /^\d{1,12}$/.test(uptime) ? Number(uptime) : undefined,
    operatingSystem: valueOf(fields, "operating system"),
    targetKernel: kernelOf(fields, "target kernel"),
    memory: valueOf(fields, "memory"),
    diskUsage: listOf(fields, "disk usage"),
    logicalVolumes: listOf(fields, "logical volumes"),
    packageHistory: listOf(fields, "package history"),
    kernelLog: listOf(fields, "kernel log"),
  };
}

/**
 * Parses what step 3 says of the server as it is before patching, under `=== Server State ===`.
 *
 * @param output What the server printed.
 * @returns The state, or `undefined` when the output holds none.
 */
export function parseServerState(output: string): ServerState | undefined {
  const lines = plainLines(output);
  const start = lines.indexOf("=== Server State ===");
  return start < 0 ? undefined : stateOf(readFields(lines.slice(start + 1)));
}

function plainLines(output: string): readonly string[] {
  return stripVTControlCharacters(output).split(/\r\n|\n|\r/).map((line) => line.trimEnd());
}

/** Reads up to the next heading or rule; of a field that is there twice the first counts. */
function readFields(lines: readonly string[]): Fields {
  const end = lines.findIndex((line) => RULE.test(line));
  const fields = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of end < 0 ? lines : lines.slice(0, end)) {
    const [, label, value = ""] = FIELD.exec(line) ?? [];
    if (label === undefined) {
      if (line.startsWith(" ")) current.push(line.trim());
      continue;
    }
    current = [value.trim()];
    const key = label.trim().toLowerCase();
    if (!fields.has(key)) fields.set(key, current);
  }
  return fields;
}

function stateOf(fields: Fields): ServerState {
  const services = CRITICAL_SERVICES.flatMap((name) => {
    const state = serviceState(valueOf(fields, `service ${name.toLowerCase()}`));
    return state ? [[name, state] as const] : [];
  });
  return {
    runningKernel: kernelOf(fields, "running kernel"),
    services: Object.fromEntries(services),
    failedUnits: listOf(fields, "failed units"),
    mounts: listOf(fields, "mounts"),
  };
}

function serviceState(value: string | undefined): ServiceState | undefined {
  return value === "running" || value === "stopped" || value === "not installed"
    ? value
    : undefined;
}

function valueOf(fields: Fields, label: string): string | undefined {
  return fields.get(label)?.[0]?.slice(0, MAX_VALUE_CHARACTERS) || undefined;
}

function kernelOf(fields: Fields, label: string): KernelVersion | undefined {
  const value = valueOf(fields, label);
  return isKernelVersion(value) ? value : undefined;
}

function listOf(fields: Fields, label: string): readonly string[] {
  return fields.get(label)?.slice(1).map((line) => line.slice(0, MAX_VALUE_CHARACTERS)) ?? [];
}
