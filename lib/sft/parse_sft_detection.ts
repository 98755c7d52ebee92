import { stripVTControlCharacters } from "node:util";
import type { SftDetection, SftFamily } from "./view.ts";

const LINE = /^([a-z_]{1,40})=(.*)$/;
const MAX_VALUE_CHARACTERS = 300;
const PLATFORMS = ["linux", "windows"] as const;
const FAMILIES: readonly SftFamily[] = ["rhel", "debian", "windows", "unknown"];
const SERVICE_STATES = ["running", "stopped", "absent"] as const;

/**
 * Parses what the detection scripts print: lines of `key=value`. Of a key that is there twice the
 * first counts, and other lines are passed over.
 *
 * @param output What the server printed; foreign text.
 * @returns The findings, or `undefined` when the output does not hold all that decides what to do.
 */
export function parseSftDetection(output: string): SftDetection | undefined {
  const values = readValues(output);
  const text = (key: string) => values.get(key) ?? "";
  const flag = (key: string) => text(key) === "yes" ? true : text(key) === "no" ? false : undefined;
  const platform = PLATFORMS.find((word) => word === text("platform"));
  const family = FAMILIES.find((word) => word === text("family"));
  const service = SERVICE_STATES.find((word) => word === text("service"));
  const [isInstalled, hasDeviceToken] = [flag("installed"), flag("device_token")];
  if (!platform || !family || !service) return undefined;
  if (isInstalled === undefined || hasDeviceToken === undefined) return undefined;
  return {
    ...{ platform, family, service, isInstalled, hasDeviceToken },
    hostname: text("hostname"),
    version: text("version"),
    hasEnrollmentToken: flag("enrollment_token") ?? false,
    hasConfig: flag("config") ?? false,
    accessAddress: text("access_address"),
    ownAddress: text("own_address"),
    summary: text("summary"),
  };
}

function readValues(output: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of stripVTControlCharacters(output).split(/\r\n|\n|\r/)) {
    const [, key, value = ""] = LINE.exec(line.trim()) ?? [];
    if (key === undefined || values.has(key)) continue;
    values.set(key, value.trim().slice(0, MAX_VALUE_CHARACTERS));
  }
  return values;
}
