import { z } from "zod";
import type { SealPlace } from "@/lib/security/mod.ts";
import type { StoredRecord } from "@/lib/store/mod.ts";
import { sessionSchema, type SessionState } from "./model.ts";

/**
 * Says where a session stands.
 *
 * @param hash The hash of its id.
 * @returns The record.
 */
export function sessionRecord(hash: string): StoredRecord<SessionState> {
  return { key: ["sessions", hash], schema: sessionSchema };
}

/**
 * Says where it stands which session a sign-in has put in the place of another.
 *
 * @param hash The hash of the id before.
 * @returns The record: the hash of the id that followed it.
 */
export function successorRecord(hash: string): StoredRecord<string> {
  return { key: ["session_after", hash], schema: z.string() };
}

/**
 * Says where a session's wrapped data key stands.
 *
 * @param session The hash of its id and its generation.
 * @returns The place its seal is bound to.
 */
export function dataKeyPlace(
  { hash, generation }: { readonly hash: string; readonly generation: number },
): SealPlace {
  return { key: ["sessions", hash], field: "dataKey", generation };
}
