import type { ChangeInstance } from "@/lib/changes/mod.ts";

/**
 * Names a server and where it stands: what is known of it elsewhere does not count.
 *
 * @param instance The server, its account and its region.
 * @returns A text that no other server and place has.
 */
export function placeOf(
  { instanceId, account, region }: Pick<ChangeInstance, "instanceId" | "account" | "region">,
): string {
  return `${instanceId} ${account} ${region}`;
}
