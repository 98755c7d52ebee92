import { formFields, notFound, requireSession, type State, unknownIntent } from "@/lib/app/mod.ts";
import type { StartResult } from "@/lib/execution/mod.ts";
import { findBatch } from "./run_page.ts";
import { runTargets } from "./run_targets.ts";

/**
 * Does what the button of a batch's page asks for.
 *
 * @param state The request's, with the form.
 * @param batchId The batch, as the address has it.
 * @returns The batch that goes on, or why none does.
 * @throws {AppError} `unknown_intent` (422), `not_found` (404) for a cause that nobody has any more,
 * and what the engine throws.
 */
export async function actOnRun(state: State, batchId: string): Promise<StartResult> {
  const { executions } = state.services;
  const session = requireSession(state);
  const { intent = "", idempotencyKey, cause } = formFields(state);
  switch (intent) {
    case "cancel":
      return await executions.cancel(session, batchId);
    case "resume":
      return await executions.resume(session, batchId);
    case "retry":
    case "retry_uncertain": {
      const instanceIds = cause ? await instancesOf(state, { batchId, cause }) : undefined;
      return await executions.retry(session, batchId, {
        includeUncertain: intent === "retry_uncertain",
        ...instanceIds && { instanceIds },
        // One form has both buttons: each of them starts one batch of its own.
        ...idempotencyKey && { idempotencyKey: `${idempotencyKey}-${intent}` },
      });
    }
    default:
      throw unknownIntent();
  }
}

/** A cause that nobody has any more is refused: an empty selection never means all. */
async function instancesOf(
  state: State,
  { batchId, cause }: { readonly batchId: string; readonly cause: string },
): Promise<string[]> {
  const batch = await findBatch(state, batchId);
  const { groups } = await runTargets(state.services.executions, batch);
  const group = groups.find(({ id }) => id === cause);
  if (!group) throw notFound("cause", cause);
  return [...group.instanceIds];
}
