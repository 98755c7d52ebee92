import type { Partition } from "@/lib/base/mod.ts";

/** Which credentials of a batch. */
export interface LentPlace {
  /** The batch that works with them. */
  readonly batchId: string;
  /** Commercial or GovCloud. */
  readonly partition: Partition;
}

/**
 * The key of a session's sealed credentials.
 *
 * @param place The session's hash and the partition.
 * @returns The KV key.
 */
export function credentialsKey(
  { hash, partition }: { readonly hash: string; readonly partition: Partition },
): string[] {
  return ["credentials", hash, partition];
}

/**
 * The key of the sealed copy that a batch works with.
 *
 * @param place The batch and the partition.
 * @returns The KV key.
 */
export function lentKey({ batchId, partition }: LentPlace): string[] {
  return ["batch_credentials", batchId, partition];
}

/**
 * The prefix of the index that names a session's lent copies.
 *
 * @param hash The session.
 * @returns The KV key below which its entries stand.
 */
export function lentBySessionKey(hash: string): string[] {
  return ["batch_credentials_by_session", hash];
}

/**
 * The key that names the session before, whose lent copies the session answers for.
 *
 * @param hash The session.
 * @returns The KV key.
 */
export function sessionBeforeKey(hash: string): string[] {
  return ["session_before", hash];
}
