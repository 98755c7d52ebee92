import { methods, notFound } from "@/lib/app/mod.ts";
import { isChangeNumber } from "@/lib/changes/mod.ts";

/** How far a change's patching is. */
export const handler = methods({
  async GET({ state: { services }, params: { number = "" } }) {
    const change = isChangeNumber(number) ? await services.changes.find(number) : undefined;
    if (!change) throw notFound("change", number);
    return Response.json(await services.patching.qc(change.number));
  },
});
