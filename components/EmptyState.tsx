import type { ComponentChildren, JSX } from "preact";
import { Children } from "./Children.tsx";

/** What stands where nothing is yet: what belongs here, and the next step. */
export function EmptyState(
  { title, children }: { title: string; children: ComponentChildren },
): JSX.Element {
  return (
    <div class="empty-state">
      <p class="empty-title">{title}</p>
      <Children>{children}</Children>
    </div>
  );
}
