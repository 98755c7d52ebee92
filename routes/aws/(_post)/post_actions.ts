import { formFields, type State, unknownIntent } from "@/lib/app/mod.ts";
import { loadedChange } from "../(_prep)/prep_page.ts";
import { reachOf } from "../(_prep)/reach.ts";
import { refused, startStep, type StepOutcome } from "../(_prep)/start_step.ts";
import { openIds, validationRequest } from "./post_page.ts";

/**
 * Does what the form's button asks for.
 *
 * @param state The request's, with the form.
 * @returns What came of it.
 * @throws {AppError} `unknown_intent` (422); `store_unavailable` or `store_busy` (503),
 * `record_invalid` (500).
 */
export async function actOnPost(state: State): Promise<StepOutcome> {
  const { intent, change: shown, scope } = formFields(state);
  if (intent !== "validate") throw unknownIntent();
  const change = await loadedChange(state);
  if (!change) return refused(422, { path: "change-number", message: "Load a change first" });
  if (change.number !== shown) {
    const message = `${change.number} was loaded meanwhile, in another tab: look at it first`;
    return refused(409, { path: "change", message });
  }
  const path = "validate";
  if (scope !== "all" && scope !== "open") {
    return refused(422, { path, message: "Choose which instances to validate" });
  }
  const reached = { change, reach: reachOf(state, change) };
  const request = validationRequest(reached);
  if (!request) return refused(409, { path, message: "Sign in first" });
  const qc = await state.services.patching.qc(change);
  const instanceIds = scope === "open" ? [...openIds(reached, qc)] : request.instanceIds;
  if (instanceIds?.length === 0) {
    return refused(422, {
      path,
      message: "Every instance has passed: nothing is left to validate",
    });
  }
  return await startStep(state, {
    name: "The validation",
    path,
    request: { ...request, ...instanceIds && { instanceIds } },
    underWay: qc.post?.underWay ?? [],
  });
}
