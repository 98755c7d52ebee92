import { methods, notFound } from "@/lib/app/mod.ts";
import { SAMPLE_CHANGE_CSV } from "@/lib/changes/mod.ts";

/** A change to try; without a simulated AWS its servers do not exist, and neither does the file. */
export const handler = methods({
  GET({ state }) {
    if (!state.services.simulated) throw notFound("page", "/changes/sample.csv");
    return new Response(SAMPLE_CHANGE_CSV, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="sample-change.csv"',
      },
    });
  },
});
