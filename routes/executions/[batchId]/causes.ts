import { methods, notFound } from "@/lib/app/mod.ts";
import { causeViews, failedTargets, failureGroups } from "@/lib/reports/mod.ts";

/** What the page of a running batch asks for when the number of failures has changed. */
export const handler = methods({
  async GET({ state: { services }, params: { batchId = "" } }) {
    const batch = await services.executions.find(batchId);
    if (!batch) throw notFound("execution", batchId);
    const failed = await failedTargets(services.executions, batch);
    return Response.json(causeViews(failureGroups(failed)));
  },
});
