import { executionReportQuerySchema, methods, notFound, readQuery } from "@/lib/app/mod.ts";
import { attachmentHeaders, executionReport } from "@/lib/reports/mod.ts";

/** The report of a batch as a file. */
export const handler = methods({
  async GET({ state: { services }, url, params: { batchId = "" } }) {
    const { format } = readQuery(url, executionReportQuerySchema);
    const batch = await services.executions.find(batchId);
    if (!batch) throw notFound("execution", batchId);
    const targets = await Array.fromAsync(services.executions.eachTarget(batchId));
    const report = executionReport({ batch, targets }, format);
    return new Response(report.text, { headers: attachmentHeaders(report) });
  },
});
