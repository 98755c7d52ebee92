import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./Icon.tsx";
import { Children } from "./Children.tsx";

/** What a colour means, the same on every page. */
export type Kind = "success" | "failed" | "warning" | "running" | "idle";

/** What a chip shows. */
export interface ChipProps {
  readonly kind: Kind;
  readonly icon?: IconName | undefined;
  readonly children: ComponentChildren;
}

/** A state in a word; the colour only repeats what the word says. */
export function Chip({ kind, icon, children }: ChipProps): JSX.Element {
  return (
    <span class={`chip chip-${kind}`}>
      {icon && <Icon name={icon} />}
      <Children>{children}</Children>
    </span>
  );
}
