import { type Parsed, quoted } from "@/lib/base/mod.ts";
import type { KernelVersion } from "./view.ts";

const KERNEL_VERSION = /^\d{1,9}\.[\w.+~-]{1,100}$/;
const BASE_PARTS = 3;

/**
 * Tells whether a value has the form of a kernel version.
 *
 * @param value Anything.
 * @returns `true` for a number, a dot, and up to 100 letters, digits, `.`, `_`, `+`, `~` or `-`.
 */
export function isKernelVersion(value: unknown): value is KernelVersion {
  return typeof value === "string" && KERNEL_VERSION.test(value);
}

/**
 * Parses a kernel version.
 *
 * @param text The version as it was given.
 * @returns The version, or why it was refused.
 */
export function parseKernelVersion(text: string): Parsed<KernelVersion> {
  if (isKernelVersion(text)) return { ok: true, value: text };
  return {
    ok: false,
    message: `Cannot parse kernel version ${quoted(text)}: ` +
      `expected one such as "4.18.0-553.45.1.el8_10"`,
  };
}

/**
 * Cuts a kernel version down to what its updates have in common.
 *
 * @param version A kernel version.
 * @returns Its first three dot-separated parts, such as `4.18.0-553`.
 */
export function baseKernelOf(version: KernelVersion): string {
  return version.split(".").slice(0, BASE_PARTS).join(".");
}

/**
 * Compares kernel versions as RPM compares versions (rpm-version(7)): runs of digits as numbers,
 * runs of letters as text, a number newer than letters, and what goes on newer than what ended. A
 * numeric collator would take the first release, `427.el9`, for newer than its update `427.13.1`.
 *
 * @param left A kernel version.
 * @param right A kernel version.
 * @returns Negative when `left` is older, positive when it is newer, 0 when they are the same.
 */
export function compareKernelVersions(left: KernelVersion, right: KernelVersion): number {
  const [lefts, rights] = [segmentsOf(left), segmentsOf(right)];
  for (const [index, segment] of lefts.entries()) {
    const other = rights[index];
    if (other === undefined) return 1;
    const order = compareSegments(segment, other);
    if (order !== 0) return order;
  }
  return lefts.length - rights.length;
}

/**
 * Sorts kernel versions and drops repetitions.
 *
 * @param versions Kernel versions in any order.
 * @returns Each version once, the newest first.
 */
export function newestFirst(versions: Iterable<KernelVersion>): readonly KernelVersion[] {
  return [...new Set(versions)].sort((left, right) => compareKernelVersions(right, left));
}

function segmentsOf(version: KernelVersion): readonly string[] {
  return version.match(/\d+|[A-Za-z]+/g) ?? [];
}

function compareSegments(left: string, right: string): number {
  const areNumbers = [left, right].map((segment) => /^\d/.test(segment));
  if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] ? 1 : -1;
  return areNumbers[0] ? compare(BigInt(left), BigInt(right)) : compare(left, right);
}

function compare<T extends bigint | string>(left: T, right: T): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
