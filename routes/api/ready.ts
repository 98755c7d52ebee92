import { methods } from "@/lib/app/mod.ts";
import { AppError } from "@/lib/base/mod.ts";

/** Readiness: the store takes a write and gives it back, and the process is not about to stop. */
export const handler = methods({
  async GET({ state }) {
    const { lifecycle, store } = state.services;
    if (lifecycle.draining) throw notReady("The server is stopping.");
    const result = await store.checkReady();
    if (!result.ready) throw notReady("The store is not reachable.", result.reason);
    return Response.json({ ready: true });
  },
});

function notReady(publicMessage: string, reason = publicMessage): AppError {
  return new AppError(`Not ready: ${reason}`, {
    code: "not_ready",
    status: 503,
    publicMessage,
    headers: { "retry-after": "5" },
  });
}
