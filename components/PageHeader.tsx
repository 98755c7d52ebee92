import type { ComponentChildren, JSX } from "preact";
import { PageTitle } from "./PageTitle.tsx";

/** What stands at the top of a page. */
export interface PageHeaderProps {
  /** The page's one heading, and its name in the document's title. */
  readonly title: string;
  /** What the page is for, in one sentence. */
  readonly lead?: ComponentChildren;
  readonly actions?: ComponentChildren;
}

/** The heading of a page, what the page is for, and what one does to it as a whole. */
export function PageHeader({ title, lead, actions }: PageHeaderProps): JSX.Element {
  return (
    <div class="page-header">
      <PageTitle>{title}</PageTitle>
      <div class="page-heading">
        <h1>{title}</h1>
        {lead && <p class="lead-line">{lead}</p>}
      </div>
      {actions && <div class="page-actions">{actions}</div>}
    </div>
  );
}
