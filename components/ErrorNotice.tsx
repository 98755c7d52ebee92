import type { JSX } from "preact";
import { PageTitle } from "./PageTitle.tsx";

/** What a page tells of an error. */
export interface ErrorNoticeProps {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
}

/** A page that went wrong: what happened, how to find it in the log, where to go. */
export function ErrorNotice({ status, title, detail, requestId }: ErrorNoticeProps): JSX.Element {
  return (
    <>
      <PageTitle>{title}</PageTitle>
      <h1>{title}</h1>
      <section class="panel" aria-label="What happened">
        <div class="panel-body">
          <p>{detail}</p>
          <p class="muted">
            Status {status}, request <code>{requestId}</code>
          </p>
          <a class="btn btn-primary" href="/">Go to the home page</a>
        </div>
      </section>
    </>
  );
}
