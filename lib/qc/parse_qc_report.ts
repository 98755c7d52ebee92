import { stripVTControlCharacters } from "node:util";
import { isKernelVersion, newestFirst } from "./kernel_version.ts";
import type { KernelVersion, QcReport } from "./view.ts";

const HEADING = /^=+ *QC report for +([^\s=]+)/i;
const RULE = /^={5,}/;
/** A result is a word or a sentence; what is longer is no result, and many are kept. */
const MAX_VALUE_CHARACTERS = 300;
const FIELD = /^\(([^()]{1,60})\):(.*)$/;

/** A report's text, taken apart: each field's lines under its label in lower case. */
interface Fields {
  hostname: string | undefined;
  readonly byLabel: Map<string, string[]>;
}

/**
 * Parses the QC report in a server's output. ANSI codes may stand anywhere, the fields in any
 * order, and any of them may be missing. Of a field that is there twice the later counts.
 *
 * @param output What the server printed, with the report somewhere in it.
 * @returns The report, or `undefined` when the output holds neither its heading nor a field of it.
 */
export function parseQcReport(output: string): QcReport | undefined {
  const { hostname, byLabel } = readFields(output);
  const valueOf = (label: string) =>
    byLabel.get(label)?.[0]?.slice(0, MAX_VALUE_CHARACTERS) || undefined;
  const kernel = valueOf("current running kernel version");
  const report: QcReport = {
    hostname,
    runningSince: valueOf("server running since"),
    currentKernel: isKernelVersion(kernel) ? kernel : undefined,
    crowdstrikeRunning: valueOf("is crowdstrike running"),
    crowdstrikeVersion: valueOf("current crowdstrike version")?.replace(/^version *= */i, ""),
    repositories: valueOf("test repositories result"),
    diskSpace: valueOf("disk space check result"),
    availableKernels: kernelsIn(byLabel.get("available kernel updates") ?? []),
  };
  const isEmpty = Object.values(report).every((value) => value === undefined || value.length === 0);
  return isEmpty ? undefined : report;
}

function readFields(output: string): Fields {
  const fields: Fields = { hostname: undefined, byLabel: new Map() };
  let lines: string[] = [];
  for (const line of plainLines(output)) {
    const [, label, value = ""] = FIELD.exec(line) ?? [];
    const hostname = HEADING.exec(line)?.[1];
    fields.hostname = hostname ?? fields.hostname;
    if (label !== undefined) fields.byLabel.set(label.trim().toLowerCase(), lines = [value.trim()]);
    else if (RULE.test(line)) lines = [];
    else lines.push(line);
  }
  return fields;
}

function plainLines(output: string): readonly string[] {
  return stripVTControlCharacters(output).split(/\r\n|\n|\r/).map((line) => line.trim());
}

/** A package name, then its version: yum breaks a long row between the two. */
function kernelsIn(lines: readonly string[]): readonly KernelVersion[] {
  const words = lines.flatMap((line) => line.split(/\s+/)).filter((word) => word !== "");
  const versions = words.filter((_, index) => /^(kernel|linux-)/i.test(words[index - 1] ?? ""));
  return newestFirst(versions.filter(isKernelVersion));
}
