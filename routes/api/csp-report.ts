import { countAddress, methods, readCspReport } from "@/lib/app/mod.ts";

/** What browsers report of the policy; they have no token, and it does nothing but log. */
export const handler = methods({
  async POST({ req, state }) {
    countAddress(state, "report");
    const [first, ...others] = await readCspReport(req);
    if (first) {
      state.services.logger.warn("csp_violation", { ...first, others: others.length });
    }
    return new Response(null, { status: 204 });
  },
}, { access: "machine" });
