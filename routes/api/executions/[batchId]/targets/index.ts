import { methods, notFound, readQuery, targetsQuerySchema } from "@/lib/app/mod.ts";

export const handler = methods({
  async GET({ url, params: { batchId = "" }, state }) {
    const query = readQuery(url, targetsQuerySchema);
    const page = await state.services.executions.targets(batchId, query);
    if (!page) throw notFound("batch", batchId);
    return Response.json(page);
  },
});
