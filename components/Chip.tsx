import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./Icon.tsx";

/** The kinds of state, each with its own colour and icon. */
export type ChipKind = "success" | "warning";

const ICONS: Readonly<Record<ChipKind, IconName>> = { success: "check", warning: "warning" };

/** A state as icon, word and colour. */
export function Chip(
  { kind, children }: { kind: ChipKind; children: ComponentChildren },
): JSX.Element {
  return (
    <span class={`chip chip-${kind}`}>
      <Icon name={ICONS[kind]} />
      {children}
    </span>
  );
}
