import { methods, notFound } from "@/lib/app/mod.ts";
import { attachmentHeaders } from "@/lib/reports/mod.ts";

/** What a server printed, as it is: a file to save, never a page. */
export const handler = methods({
  async GET({ state: { services }, url, params: { batchId = "", instanceId = "" } }) {
    const stream = url.searchParams.get("stream") === "stderr" ? "stderr" : "stdout";
    const target = await services.executions.target(batchId, instanceId);
    if ("kind" in target) throw notFound(`target of the execution "${batchId}"`, instanceId);
    const headers = attachmentHeaders({
      fileName: `${batchId}-${instanceId}-${stream}.txt`,
      mediaType: "text/plain; charset=utf-8",
    });
    return new Response(target[stream], { headers });
  },
});
