import { page } from "fresh";
import { Head } from "fresh/runtime";
import ExecutionLive, { type ExecutionLiveProps } from "@/islands/ExecutionLive.tsx";
import { define, methods, refreshPath, refusalError, seeOther } from "@/lib/app/mod.ts";
import { hasEnded } from "@/lib/execution/mod.ts";
import { actOnRun } from "./(_run)/run_actions.ts";
import { runPage } from "./(_run)/run_page.ts";

export const handler = methods<ExecutionLiveProps>({
  async GET({ state, url, params: { batchId = "" } }) {
    return page(await runPage(state, { batchId, search: url.searchParams }));
  },
  async POST({ state, params: { batchId = "" } }) {
    const result = await actOnRun(state, batchId);
    if (result.kind !== "started") throw refusalError(result);
    return seeOther(`/executions/${result.batchId}`);
  },
}, { limit: (req) => req.method === "POST" ? "execution" : "read" });

export default define.page<typeof handler>(function ExecutionPage({ data, url }) {
  return (
    <>
      {!hasEnded(data.batch.state) && (
        <Head>
          <noscript>
            <meta http-equiv="refresh" content={`5; url=${refreshPath(url)}`} />
          </noscript>
        </Head>
      )}
      <ExecutionLive {...data} />
    </>
  );
});
