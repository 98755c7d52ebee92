import { page } from "fresh";
import { ErrorNotice, type ErrorNoticeProps } from "@/components/ErrorNotice.tsx";
import { define, toProblem } from "@/lib/app/mod.ts";

/** The page for what a route threw; the log has the details. */
export const handler = define.handlers<ErrorNoticeProps>((ctx) => {
  const { status, title, detail, headers } = toProblem(ctx.error);
  // The address that a form is sent to is that of a page with the same form.
  const formPath = ctx.req.method === "POST" ? ctx.url.pathname : null;
  const { requestId } = ctx.state;
  return page({ status, title, detail, requestId, formPath }, { status, headers });
});

export default define.page<typeof handler>(({ data }) => <ErrorNotice {...data} />);
