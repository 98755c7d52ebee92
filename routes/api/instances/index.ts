import {
  instancesQuerySchema,
  methods,
  readQuery,
  refusalError,
  requireSession,
} from "@/lib/app/mod.ts";
import { partitionOfEnvironment } from "@/lib/base/mod.ts";

export const handler = methods({
  async GET({ url, state }) {
    const { environment, refresh, ...filter } = readQuery(url, instancesQuerySchema);
    const partition = partitionOfEnvironment(environment);
    const request = { ...filter, partition, refresh: refresh === "true" };
    const result = await state.services.inventory.instances(requireSession(state), request);
    if (result.kind !== "listed") throw refusalError(result);
    const { kind: _, ...instances } = result;
    return Response.json(instances);
  },
});
