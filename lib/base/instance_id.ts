import type { Parsed } from "./parsed.ts";
import { quoted } from "./quoted.ts";

/** A server's id: an EC2 instance (`i-…`) or a hybrid managed node (`mi-…`). */
export type InstanceId = string & { readonly brand: "InstanceId" };

/** The `InstanceId` of the Systems Manager API, with EC2's own two lengths. */
const INSTANCE_ID = /^(?:i-(?:[0-9a-f]{8}|[0-9a-f]{17})|mi-[0-9a-f]{17})$/;

/**
 * Tells whether a value has the form of an instance id.
 *
 * @param value Anything.
 * @returns `true` for `i-` and 8 or 17 hexadecimal digits, or `mi-` and 17.
 */
export function isInstanceId(value: unknown): value is InstanceId {
  return typeof value === "string" && INSTANCE_ID.test(value);
}

/**
 * Parses an instance id.
 *
 * @param text The id as it was given.
 * @returns The instance id, or why it was refused.
 */
export function parseInstanceId(text: string): Parsed<InstanceId> {
  if (isInstanceId(text)) return { ok: true, value: text };
  return {
    ok: false,
    message: `Cannot parse instance id ${quoted(text)}: ` +
      `expected "i-" and 8 or 17 lower-case hexadecimal digits, or "mi-" and 17`,
  };
}
