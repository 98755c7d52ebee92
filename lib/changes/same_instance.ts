import type { ChangeInstance } from "./view.ts";

/**
 * Tells whether two entries of one instance id name the same server: ids are unique, so that
 * another account or region is a mistake in one of them.
 *
 * @param left An entry.
 * @param right An entry of the same instance id.
 * @returns `true` when account and region are the same.
 */
export function isSamePlace(left: ChangeInstance, right: ChangeInstance): boolean {
  return left.account === right.account && left.region === right.region;
}
