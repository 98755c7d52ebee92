import { methods } from "@/lib/app/mod.ts";
import { AppError } from "@/lib/base/mod.ts";

/** Readiness: the store takes a write and gives it back, and the process is not about to stop. */
export const handler = methods({
  async GET({ state }) {
    const notReady = await state.services.readiness.check();
    if (!notReady) return Response.json({ ready: true });
    throw new AppError("Not ready", {
      code: "not_ready",
      status: 503,
      publicMessage: notReady.publicMessage,
      headers: { "retry-after": "5" },
    });
  },
}, { access: "machine" });
