import { methods, storedChange } from "@/lib/app/mod.ts";
import { attachmentHeaders, csvText } from "@/lib/reports/mod.ts";

const HEADER = ["change_number", "instance_id", "account_id", "region", "platform", "name"];

/** A change as a file that can be imported again. */
export const handler = methods({
  async GET({ params, state }) {
    const change = await storedChange(state.services.changes, params);
    const rows = change.instances.map(({ instanceId, account, region, platform, name }) => [
      change.number,
      instanceId,
      account,
      region,
      platform,
      name,
    ]);
    const fileName = `${change.number}.csv`;
    const headers = attachmentHeaders({ fileName, mediaType: "text/csv; charset=utf-8" });
    return new Response(csvText([HEADER, ...rows]), { headers });
  },
});
