import type { JSX } from "preact";
import { buttonClass } from "./button_class.ts";
import { PageTitle } from "./PageTitle.tsx";

/** What a page tells of an error. */
export interface ErrorNoticeProps {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
  /** The page whose form went wrong; `null` where no form did, or the page itself is gone. */
  readonly formPath: string | null;
}

/** A page that went wrong: what happened, how to find it in the log, where to go. */
export function ErrorNotice(
  { status, title, detail, requestId, formPath }: ErrorNoticeProps,
): JSX.Element {
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
          <div class="actions">
            {formPath && <a class="btn btn-primary" href={formPath}>Back to the form</a>}
            <a class={buttonClass(formPath === null)} href="/">Go to the home page</a>
          </div>
        </div>
      </section>
    </>
  );
}
