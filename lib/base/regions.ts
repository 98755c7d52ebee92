import type { Parsed } from "./parsed.ts";
import type { Partition } from "./partition.ts";
import { quoted } from "./quoted.ts";

/** The regions of the partition `aws`, as the AWS SDK's partition table lists them (2026-11). */
export const COMMERCIAL_REGIONS = [
  "af-south-1",
  "ap-east-1",
  "ap-east-2",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "ca-central-1",
  "ca-west-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "me-west-1",
  "mx-central-1",
  "sa-east-1",
  "sa-west-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
] as const;

/** The regions of the partition `aws-us-gov`. */
export const GOVCLOUD_REGIONS = ["us-gov-east-1", "us-gov-west-1"] as const;

/** A region this product may call: no request is ever sent to a region outside this list. */
export type Region = typeof COMMERCIAL_REGIONS[number] | typeof GOVCLOUD_REGIONS[number];

/** Every region, Commercial first, each group in alphabetical order. */
export const REGIONS: readonly Region[] = [...COMMERCIAL_REGIONS, ...GOVCLOUD_REGIONS];

const known: ReadonlySet<unknown> = new Set(REGIONS);
const govCloud: ReadonlySet<Region> = new Set(GOVCLOUD_REGIONS);

/**
 * Tells whether a value names a region of the fixed list.
 *
 * @param value Anything.
 * @returns `true` for a known region, spelled exactly.
 */
export function isRegion(value: unknown): value is Region {
  return known.has(value);
}

/**
 * Parses a region name against the fixed list.
 *
 * @param text The name as it was given.
 * @returns The region, or why it was refused.
 */
export function parseRegion(text: string): Parsed<Region> {
  if (isRegion(text)) return { ok: true, value: text };
  return {
    ok: false,
    message: `Cannot parse region ${quoted(text)}: ` +
      `expected an AWS Commercial or GovCloud region such as "us-east-1" or "us-gov-west-1"`,
  };
}

/**
 * Looks a region's partition up in the fixed list; a name's prefix is never trusted.
 *
 * @param region A parsed region.
 * @returns The partition the region belongs to.
 */
export function partitionOf(region: Region): Partition {
  return govCloud.has(region) ? "aws-us-gov" : "aws";
}
