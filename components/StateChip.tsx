import type { JSX } from "preact";
import type { BatchState, TargetState } from "@/lib/execution/view.ts";
import type { ConnectivityState } from "@/lib/inventory/view.ts";
import { Chip, type Kind } from "./Chip.tsx";
import type { IconName } from "./Icon.tsx";

/** Any state that pages show as a chip. */
export type ShownState = TargetState | BatchState | ConnectivityState;

interface Appearance {
  readonly kind: Kind;
  readonly icon: IconName;
  readonly word: string;
}

const APPEARANCES: Readonly<Record<ShownState, Appearance>> = {
  pending: { kind: "idle", icon: "waiting", word: "Waiting" },
  in_progress: { kind: "running", icon: "running", word: "In progress" },
  success: { kind: "success", icon: "check", word: "Success" },
  failed: { kind: "failed", icon: "cross", word: "Failed" },
  timed_out: { kind: "failed", icon: "clock", word: "Timed out" },
  cancelled: { kind: "idle", icon: "cancelled", word: "Cancelled" },
  undeliverable: { kind: "warning", icon: "slash", word: "Undeliverable" },
  skipped: { kind: "idle", icon: "skipped", word: "Skipped" },
  unknown: { kind: "warning", icon: "unknown", word: "Unknown" },
  running: { kind: "running", icon: "running", word: "Running" },
  waiting_credentials: { kind: "warning", icon: "key", word: "Waiting for credentials" },
  cancelling: { kind: "warning", icon: "waiting", word: "Cancelling" },
  partial: { kind: "warning", icon: "caution", word: "Partial" },
  online: { kind: "success", icon: "check", word: "Online" },
  offline: { kind: "warning", icon: "slash", word: "Offline" },
  not_registered: { kind: "failed", icon: "cross", word: "Not registered" },
  error: { kind: "warning", icon: "unknown", word: "Could not be checked" },
};

/** The chip of a state: the same icon, word and colour wherever the state is shown. */
export function StateChip({ state }: { state: ShownState }): JSX.Element {
  const { kind, icon, word } = APPEARANCES[state];
  return <Chip kind={kind} icon={icon}>{word}</Chip>;
}

/** The word of a state, where a chip would be too much. */
export function stateWord(state: ShownState): string {
  return APPEARANCES[state].word;
}

/** The kind of a state: the colour of its figures and bars. */
export function stateKind(state: ShownState): Kind {
  return APPEARANCES[state].kind;
}
