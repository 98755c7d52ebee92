import { Children } from "@/components/Children.tsx";
import type { ComponentChildren, JSX } from "preact";

/** What the entry shows. */
export interface EntryProps {
  readonly title: string;
  /** What stands beside the title. */
  readonly note?: ComponentChildren;
  readonly id: string;
  readonly children: ComponentChildren;
}

/** One operation or schema, with an address of its own in the page. */
export function Entry({ title, note, id, children }: EntryProps): JSX.Element {
  return (
    <article class="panel" id={id} aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h3 id={`${id}-title`} class="mb-0">{title}</h3>
        {note && <span class="panel-actions">{note}</span>}
      </div>
      <Children>{children}</Children>
    </article>
  );
}
