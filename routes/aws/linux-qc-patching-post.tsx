import { page } from "fresh";
import { ChangeNotice } from "@/components/ChangeNotice.tsx";
import { ChangePanel } from "@/components/ChangePanel.tsx";
import { ErrorSummary } from "@/components/ErrorSummary.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { PostResults } from "@/components/PostResults.tsx";
import { PostRun } from "@/components/PostRun.tsx";
import { SignInFirst } from "@/components/PrepReach.tsx";
import { Report } from "@/components/PrepReports.tsx";
import { define, methods, seeOther } from "@/lib/app/mod.ts";
import { randomId } from "@/lib/base/mod.ts";
import { actOnPost } from "./(_post)/post_actions.ts";
import { POST_PATH, postPage, type PostPageData } from "./(_post)/post_page.ts";
import { proofFilter } from "./(_post)/proof_page.ts";

const KEY_BYTES = 16;

export const handler = methods<PostPageData>({
  async GET({ state, url }) {
    return page(await postPage(state, { filter: proofFilter(url.searchParams) }));
  },
  async POST({ state, url }) {
    const outcome = await actOnPost(state);
    if (outcome.kind === "started") return seeOther(`/executions/${outcome.batchId}`);
    if (outcome.kind === "done") return seeOther(POST_PATH);
    const filter = proofFilter(url.searchParams);
    return page(await postPage(state, { filter, errors: [outcome] }), { status: outcome.status });
  },
}, { limit: ({ method }) => method === "POST" ? "execution" : "read" });

export default define.page<typeof handler>(function PostPage({ data, state, url }) {
  const { panel, loaded, next, errors } = data;
  return (
    <>
      <PageHeader
        title="Linux QC patching post"
        lead="Prove that every server came out of patching as it should: before and after, side by side."
        actions={loaded?.qc.post
          ? <Report change={loaded.change} kind="post" isNext={next === "report"} />
          : <span class="muted">Post report: run the validation first</span>}
      />
      <ChangeNotice search={url.searchParams} current={state.currentChange} />
      <ErrorSummary errors={errors} />
      {loaded && <SignInFirst reach={loaded.reach} path={POST_PATH} isNext={next === "sign_in"} />}
      <ChangePanel {...panel} />
      {loaded?.qc.post && (
        <PostResults
          post={loaded.qc.post}
          page={loaded.proofs}
          path={POST_PATH}
          isNext={next === "run"}
        />
      )}
      {loaded && (
        <PostRun
          {...loaded}
          isNext={next === "validate"}
          csrfToken={state.csrfToken}
          idempotencyKey={randomId(KEY_BYTES)}
          path={POST_PATH}
        />
      )}
    </>
  );
});
