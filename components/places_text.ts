import type { ChangeInstance } from "@/lib/changes/view.ts";
import { countText } from "./count_text.ts";

/**
 * Says over how many accounts and regions servers are spread.
 *
 * @param instances The servers.
 * @returns Such as `2 accounts, 3 regions`.
 */
export function placesText(
  instances: readonly Pick<ChangeInstance, "account" | "region">[],
): string {
  const accounts = new Set(instances.map(({ account }) => account)).size;
  const regions = new Set(instances.map(({ region }) => region)).size;
  return `${countText(accounts, "account")}, ${countText(regions, "region")}`;
}
