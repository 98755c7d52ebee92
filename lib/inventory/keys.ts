import type { ChangeNumber } from "@/lib/base/mod.ts";

/**
 * The key that says which parts hold the last known connectivity of a change's servers.
 *
 * @param number The change.
 * @returns The KV key.
 */
export function connectivityKey(number: ChangeNumber): Deno.KvKey {
  return ["connectivity", number];
}

/**
 * The prefix of the parts that hold the connectivity of a change's servers.
 *
 * @param number The change.
 * @returns The KV key below which the parts of all versions stand.
 */
export function connectivityPartsKey(number: ChangeNumber): Deno.KvKey {
  return ["connectivity_parts", number];
}
