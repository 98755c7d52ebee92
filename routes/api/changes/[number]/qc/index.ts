import { methods, storedChange } from "@/lib/app/mod.ts";

/** How far a change's patching is. */
export const handler = methods({
  async GET({ params, state: { services } }) {
    const change = await storedChange(services.changes, params);
    return Response.json(await services.patching.qc(change));
  },
});
