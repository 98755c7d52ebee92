import type { RunFindings } from "@/components/execution_load.ts";
import { methods, notFound } from "@/lib/app/mod.ts";
import { runTargets } from "./(_run)/run_targets.ts";

/** What the page of a running batch asks for when more targets have failed, or reported. */
export const handler = methods({
  async GET({ state: { services }, params: { batchId = "" } }) {
    const batch = await services.executions.find(batchId);
    if (!batch) throw notFound("execution", batchId);
    const { causes, qc } = await runTargets(services.executions, batch);
    return Response.json({ causes, qc } satisfies RunFindings);
  },
});
