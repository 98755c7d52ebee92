import { methods, qcReportQuerySchema, readQuery, storedChange } from "@/lib/app/mod.ts";
import { attachmentHeaders, qcReport } from "@/lib/reports/mod.ts";

/** A report of a change's patching as a file. */
export const handler = methods({
  async GET({ params, state: { services }, url }) {
    const change = await storedChange(services.changes, params);
    const options = readQuery(url, qcReportQuerySchema);
    const { patching } = services;
    const qc = await patching.qc(change);
    const outputs = options.kind === "final" ? await patching.finalOutputs(change) : [];
    const report = qcReport({ change, qc, outputs }, options);
    return new Response(report.text, { headers: attachmentHeaders(report) });
  },
});
