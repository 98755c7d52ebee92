import {
  accountsQuerySchema,
  methods,
  readQuery,
  refusalError,
  requireSession,
} from "@/lib/app/mod.ts";
import { partitionOfEnvironment } from "@/lib/base/mod.ts";

export const handler = methods({
  async GET({ url, state }) {
    const { environment, ...page } = readQuery(url, accountsQuerySchema);
    const request = { ...page, partition: partitionOfEnvironment(environment) };
    const result = await state.services.inventory.accounts(requireSession(state), request);
    if (result.kind !== "listed") throw refusalError(result);
    const { kind: _, ...accounts } = result;
    return Response.json(accounts);
  },
});
