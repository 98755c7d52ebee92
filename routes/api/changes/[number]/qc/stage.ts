import {
  acceptedAnswer,
  idempotencyKey,
  invalidInput,
  methods,
  readLargeJson,
  requireSession,
  stageRequestSchema,
  storedChange,
} from "@/lib/app/mod.ts";
import { stageRequest } from "@/lib/patching/mod.ts";

/** Stages kernels by group. */
export const handler = methods({
  async POST({ req, params, state }) {
    const session = requireSession(state);
    const { changes, executions, patching } = state.services;
    const change = await storedChange(changes, params);
    const { selections } = await readLargeJson(req, stageRequestSchema);
    const { kernelGroups } = await patching.qc(change);
    const request = stageRequest(change, { kernelGroups, selections });
    if (request.kind === "invalid") throw invalidInput(request.errors);
    const { start } = request;
    const key = idempotencyKey(req.headers);
    return acceptedAnswer(await executions.start(session, { ...start, idempotencyKey: key }));
  },
}, { limit: "execution" });
