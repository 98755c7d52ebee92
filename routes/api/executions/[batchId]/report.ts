import { methods, notFound } from "@/lib/app/mod.ts";
import { AppError, quoted } from "@/lib/base/mod.ts";
import { allTargetDetails, attachmentHeaders, executionReport } from "@/lib/reports/mod.ts";

const FORMATS = ["md", "csv", "html", "json"] as const;

/** The report of a batch as a file. */
export const handler = methods({
  async GET({ state: { services }, url, params: { batchId = "" } }) {
    const wanted = url.searchParams.get("format") ?? "md";
    const format = FORMATS.find((known) => known === wanted);
    const batch = await services.executions.find(batchId);
    if (!batch) throw notFound("execution", batchId);
    if (!format) throw unknownFormat(wanted);
    const targets = await allTargetDetails(services.executions, batchId);
    const report = executionReport({ batch, targets }, format);
    return new Response(report.text, { headers: attachmentHeaders(report) });
  },
});

function unknownFormat(value: string): AppError {
  const message = `Cannot write format ${quoted(value)}: expected ${FORMATS.join(", ")}`;
  return new AppError(message, {
    code: "invalid_query",
    status: 422,
    publicMessage: message,
    errors: [{ path: "format", message }],
  });
}
