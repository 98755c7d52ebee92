import {
  acceptedAnswer,
  emptyRequestSchema,
  methods,
  readOptionalJson,
  requireSession,
} from "@/lib/app/mod.ts";

export const handler = methods({
  async POST({ req, params: { batchId = "" }, state }) {
    const session = requireSession(state);
    await readOptionalJson(req, emptyRequestSchema);
    return acceptedAnswer(await state.services.executions.resume(session, batchId));
  },
}, { limit: "execution" });
