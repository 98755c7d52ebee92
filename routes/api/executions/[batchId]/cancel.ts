import { acceptedAnswer, methods, readOptionalJson, requireSession } from "@/lib/app/mod.ts";
import { cancelRequestSchema } from "@/lib/execution/mod.ts";

export const handler = methods({
  async POST({ req, params: { batchId = "" }, state }) {
    const session = requireSession(state);
    const request = await readOptionalJson(req, cancelRequestSchema);
    return acceptedAnswer(await state.services.executions.cancel(session, batchId, request));
  },
}, { limit: "execution" });
