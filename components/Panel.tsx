import type { ComponentChildren, JSX } from "preact";
import { Children } from "./Children.tsx";

/** What a panel shows. */
export interface PanelProps {
  readonly title: string;
  /** One line beside the title. */
  readonly note?: ComponentChildren;
  /** Buttons and links at the right of the title. */
  readonly actions?: ComponentChildren;
  /** The panel's address in the page; its title is found at `<id>-title`. */
  readonly id: string;
  /** Tables and rows touch the edges; wrap anything else in a `panel-body`. */
  readonly children: ComponentChildren;
}

/** A titled part of a page. */
export function Panel({ title, note, actions, id, children }: PanelProps): JSX.Element {
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {note && <span class="panel-note">{note}</span>}
        {actions && <div class="panel-actions">{actions}</div>}
      </div>
      <Children>{children}</Children>
    </section>
  );
}
