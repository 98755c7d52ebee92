import { methods, notFound, refusalError, requireSession } from "@/lib/app/mod.ts";
import { isAccountId, isInstanceId, isRegion, partitionOf } from "@/lib/base/mod.ts";

export const handler = methods({
  async GET({ params: { account = "", region = "", instanceId = "" }, state }) {
    const unknown = notFound(`instance in ${account} and ${region}`, instanceId);
    if (!isAccountId(account) || !isRegion(region) || !isInstanceId(instanceId)) throw unknown;
    const place = { account, region, instanceId, partition: partitionOf(region) };
    const result = await state.services.inventory.instance(requireSession(state), place);
    if (result.kind !== "found") throw refusalError(result);
    if (!result.instance) throw unknown;
    return Response.json(result.instance);
  },
});
