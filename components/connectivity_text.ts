import type { CheckedInstance, ConnectivityState } from "@/lib/inventory/view.ts";
import type { ChipProps } from "./Chip.tsx";

/** Nobody has asked about the server. */
export const UNCHECKED = "unchecked";

/** What is known of whether a server is reached. */
export type CheckState = ConnectivityState | typeof UNCHECKED;

/** All of them, in the order of choices. */
export const CHECK_STATES: readonly CheckState[] = [
  "online",
  "offline",
  "not_registered",
  "error",
  UNCHECKED,
];

/** Tells what is known of a server. */
export function checkStateOf({ result }: Pick<CheckedInstance, "result">): CheckState {
  return result?.state ?? UNCHECKED;
}

/** Counts the servers in each state. */
export function checkCounts(
  checked: readonly CheckedInstance[],
): Readonly<Record<CheckState, number>> {
  const counts = { online: 0, offline: 0, not_registered: 0, error: 0, [UNCHECKED]: 0 };
  for (const each of checked) counts[checkStateOf(each)]++;
  return counts;
}

/** The chip that says how many servers are online. */
export function onlineChip(checked: readonly CheckedInstance[]): ChipProps {
  const { online } = checkCounts(checked);
  const isWhole = online === checked.length;
  return {
    kind: isWhole ? "success" : "warning",
    icon: isWhole ? "check" : "caution",
    children: `${online} of ${checked.length} online`,
  };
}
