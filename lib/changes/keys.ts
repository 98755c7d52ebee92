import type { ChangeNumber } from "@/lib/base/mod.ts";

/** The prefix of every change's header. */
export const CHANGES_PREFIX: Deno.KvKey = ["changes"];

/**
 * The key of a change's header.
 *
 * @param number The change.
 * @returns The KV key.
 */
export function changeKey(number: ChangeNumber): Deno.KvKey {
  return [...CHANGES_PREFIX, number];
}

/**
 * The prefix of the parts that hold a change's servers.
 *
 * @param number The change.
 * @returns The KV key below which the parts of all versions stand.
 */
export function changePartsKey(number: ChangeNumber): Deno.KvKey {
  return ["change_parts", number];
}
