import { methods, qcReportQuerySchema, readQuery, storedChange } from "@/lib/app/mod.ts";
import { attachmentHeaders, qcReport } from "@/lib/reports/mod.ts";

/** A report of a change's patching as a file. */
export const handler = methods({
  async GET({ params, state: { services }, url }) {
    const change = await storedChange(services.changes, params);
    const options = readQuery(url, qcReportQuerySchema);
    const report = qcReport({ change, qc: await services.patching.qc(change) }, options);
    return new Response(report.text, { headers: attachmentHeaders(report) });
  },
});
