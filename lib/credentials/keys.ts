import type { Partition } from "@/lib/base/mod.ts";

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
