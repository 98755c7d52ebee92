import {
  acceptedAnswer,
  executionsQuerySchema,
  idempotencyKey,
  methods,
  readLargeJson,
  readQuery,
  refusalError,
  requireSession,
} from "@/lib/app/mod.ts";
import { startRequestSchema } from "@/lib/execution/mod.ts";

export const handler = methods({
  async GET({ url, state }) {
    const query = readQuery(url, executionsQuerySchema);
    return Response.json(await state.services.executions.list(query));
  },

  async POST({ req, state }) {
    const session = requireSession(state);
    const { executions } = state.services;
    const body = await readLargeJson(req, startRequestSchema);
    const request = { ...body, idempotencyKey: idempotencyKey(req.headers) };
    if (!body.options.dryRun) return acceptedAnswer(await executions.start(session, request));
    const result = await executions.plan(session, request);
    if (result.kind !== "planned") throw refusalError(result);
    const { kind: _, ...plan } = result;
    return Response.json(plan);
  },
}, { limit: ({ method }) => method === "POST" ? "execution" : "read" });
