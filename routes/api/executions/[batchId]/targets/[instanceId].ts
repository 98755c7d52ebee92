import { methods, notFound } from "@/lib/app/mod.ts";

export const handler = methods({
  async GET({ params: { batchId = "", instanceId = "" }, state }) {
    const found = await state.services.executions.target(batchId, instanceId);
    if (!("kind" in found)) return Response.json(found);
    if (found.kind === "unknown_batch") throw notFound("batch", batchId);
    throw notFound(`target of the batch "${batchId}"`, instanceId);
  },
});
