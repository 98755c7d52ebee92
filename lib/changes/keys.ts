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

/** Whether a preview may be called so; another name may be longer than a key of the store. */
export function isDraftId(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text);
}

/**
 * The key of a preview that waits for its operator.
 *
 * @param sessionHash The hash of the session's id: a preview is private to its session.
 * @param id The preview.
 * @returns The KV key.
 */
export function draftKey(sessionHash: string, id: string): Deno.KvKey {
  return ["drafts", sessionHash, id];
}

/**
 * The prefix of the parts that hold a preview.
 *
 * @param sessionHash The hash of the session's id.
 * @param id The preview.
 * @returns The KV key below which the parts stand.
 */
export function draftPartsKey(sessionHash: string, id: string): Deno.KvKey {
  return ["draft_parts", sessionHash, id];
}
