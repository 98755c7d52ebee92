import { createHash } from "node:crypto";
import type { TargetView } from "@/lib/execution/mod.ts";
import { type CauseView, FAILURE_STATES, type FailureGroup } from "./view.ts";

const ID_DIGITS = 12;
const MIN_NAME_CHARACTERS = 3;
const GAP = "…";

/** What differs between servers that fail alike. Each pattern runs in linear time. */
const VARIABLES: readonly RegExp[] = [
  // Times: ISO 8601, and hours with minutes.
  /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?/g,
  /\b\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?\b/g,
  // Ids: UUIDs, ARNs, ids of AWS resources, long hexadecimal numbers.
  /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi,
  /\barn:aws[\w:/.@-]{1,200}/g,
  /\b[a-z]{1,10}-[0-9a-f]{8,17}\b/g,
  /\b(?:0x)?(?=[0-9a-f]{0,63}\d)[0-9a-f]{8,64}\b/gi,
  // Addresses: EC2's host names, IPv4 with a port, IPv6.
  /\bip-\d{1,3}(?:-\d{1,3}){3}(?:\.[\w.-]{1,100})?/g,
  /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g,
  /(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])/gi,
  // Numbers that stand alone, with a unit or without; the 8 of "rhel-8" is part of a name.
  /(?<![\w.-])\d+(?:[.,]\d+)*(?=(?:[kKMGT]?i?B?|ms|s|min|h|%)(?![\w-]))/g,
];

/**
 * Groups the targets that did not succeed by what they said: 300 servers with 3 causes make 3
 * groups.
 *
 * @param targets Targets of one batch; those that are not in a failure state are left out.
 * @returns The groups, the largest first.
 */
export function failureGroups(targets: readonly TargetView[]): readonly FailureGroup[] {
  const failed = targets.filter(({ state }) => FAILURE_STATES.includes(state));
  const byCause = Map.groupBy(failed, (target) => `${target.state} ${patternOf(target)}`);
  return [...byCause].flatMap(([key, members]) => groupOf(key, members))
    .sort((left, right) => right.instanceIds.length - left.instanceIds.length);
}

/**
 * Cuts groups down to what pages show.
 *
 * @param groups The groups.
 * @returns The same without their targets' ids.
 */
export function causeViews(groups: readonly FailureGroup[]): readonly CauseView[] {
  return groups.map(({ id, state, cause, instanceIds }) => ({
    id,
    state,
    cause,
    count: instanceIds.length,
  }));
}

function groupOf(key: string, members: readonly TargetView[]): readonly FailureGroup[] {
  const [first] = members;
  if (!first) return [];
  const isSame = members.every(({ summary }) => summary === first.summary);
  return [{
    id: createHash("sha256").update(key).digest("hex").slice(0, ID_DIGITS),
    state: first.state,
    cause: isSame ? first.summary : patternOf(first),
    instanceIds: members.map(({ instanceId }) => instanceId),
  }];
}

function patternOf({ summary, name, instanceId, account, region }: TargetView): string {
  const own = [instanceId, account, region, name].filter((text) =>
    text.length >= MIN_NAME_CHARACTERS
  );
  const general = own.reduce((text, part) => text.replaceAll(part, GAP), summary);
  return VARIABLES.reduce((text, pattern) => text.replace(pattern, GAP), general)
    .replaceAll(/\s+/g, " ").trim();
}
