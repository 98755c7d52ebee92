import { clientAddress, methods, readCspReport, tooManyRequests } from "@/lib/app/mod.ts";

/** What browsers report of the policy; they have no token, and it does nothing but log. */
export const handler = methods({
  async POST(ctx) {
    const { limits, config, logger } = ctx.state.services;
    const decision = limits.report.count(clientAddress(ctx, config));
    if (!decision.isAllowed) throw tooManyRequests(decision.retryAfterSeconds);
    const [first, ...others] = await readCspReport(ctx.req);
    if (first) logger.warn("csp_violation", { ...first, others: others.length });
    return new Response(null, { status: 204 });
  },
}, { access: "machine" });
