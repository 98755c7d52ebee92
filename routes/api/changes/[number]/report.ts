import { methods, notFound } from "@/lib/app/mod.ts";
import { AppError, quoted } from "@/lib/base/mod.ts";
import { isChangeNumber } from "@/lib/changes/mod.ts";
import { attachmentHeaders, QC_REPORT_KINDS, qcReport } from "@/lib/reports/mod.ts";

const FORMATS = ["md", "csv", "html"] as const;

/** A report of a change's patching as a file. */
export const handler = methods({
  async GET({ state: { services }, url: { searchParams }, params: { number = "" } }) {
    const change = isChangeNumber(number) ? await services.changes.find(number) : undefined;
    if (!change) throw notFound("change", number);
    const kind = oneOf(QC_REPORT_KINDS, { name: "kind", value: searchParams.get("kind") });
    const format = oneOf(FORMATS, { name: "format", value: searchParams.get("format") });
    const qc = await services.patching.qc(change.number);
    const report = qcReport({ change, qc }, { kind, format });
    return new Response(report.text, { headers: attachmentHeaders(report) });
  },
});

/** The first one when the address names none. */
function oneOf<Value extends string>(
  known: readonly [Value, ...Value[]],
  { name, value }: { readonly name: string; readonly value: string | null },
): Value {
  const found = value === null ? known[0] : known.find((one) => one === value);
  if (found !== undefined) return found;
  const message = `Cannot take ${name} ${quoted(value ?? "")}: expected ${known.join(", ")}`;
  throw new AppError(message, {
    code: "invalid_query",
    status: 422,
    publicMessage: message,
    errors: [{ path: name, message }],
  });
}
