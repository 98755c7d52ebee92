import {
  acceptedAnswer,
  idempotencyKey,
  methods,
  readOptionalJson,
  requireSession,
} from "@/lib/app/mod.ts";
import { retryRequestSchema } from "@/lib/execution/mod.ts";

export const handler = methods({
  async POST({ req, params: { batchId = "" }, state }) {
    const session = requireSession(state);
    const body = await readOptionalJson(req, retryRequestSchema);
    const request = { ...body, idempotencyKey: idempotencyKey(req.headers) };
    return acceptedAnswer(await state.services.executions.retry(session, batchId, request));
  },
}, { limit: "execution" });
