import { HttpError, page } from "fresh";
import { ErrorNotice, type ErrorNoticeProps } from "@/components/ErrorNotice.tsx";
import { define, toProblem } from "@/lib/app/mod.ts";

/** The page for addresses that name nothing; without the handler its status would be 200. */
export const handler = define.handlers<ErrorNoticeProps>((ctx) => {
  const { status, title, detail } = toProblem(ctx.error ?? new HttpError(404));
  return page({ status, title, detail, requestId: ctx.state.requestId, formPath: null }, {
    status,
  });
});

export default define.page<typeof handler>(({ data }) => <ErrorNotice {...data} />);
