import { KERNEL_FIELD } from "@/components/prep_form.ts";
import type { PrepSelection } from "@/components/PrepScope.tsx";
import { formFields, requireSession, type State, unknownIntent } from "@/lib/app/mod.ts";
import { environmentOfPartition, partitionOfEnvironment, PARTITIONS } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import { stageRequest, STEP1_SCRIPT_ID } from "@/lib/patching/mod.ts";
import { chosenInstances, selectionFault } from "./chosen_instances.ts";
import { loadedChange } from "./prep_page.ts";
import { reachOf } from "./reach.ts";
import { refused, startStep, type StepOutcome } from "./start_step.ts";
import { reachedGroups, step3Request } from "./step_requests.ts";

/** What is chosen in the form, and what ends the request. */
export interface PrepRequest {
  readonly selection: PrepSelection;
  readonly signal: AbortSignal;
}

/**
 * Does what the form's button asks for.
 *
 * @param state The request's, with the form.
 * @param request What is chosen in the form, and what ends the request.
 * @returns What came of it.
 * @throws {AppError} `unknown_intent` (422); `store_unavailable` or `store_busy` (503),
 * `record_invalid` (500).
 */
export async function actOnPrep(state: State, request: PrepRequest): Promise<StepOutcome> {
  const { intent, change: shown } = formFields(state);
  const change = await loadedChange(state);
  if (!change) return refused(422, { path: "change-number", message: "Load a change first" });
  if (change.number !== shown) {
    const message = `${change.number} was loaded meanwhile, in another tab: look at it first`;
    return refused(409, { path: "change", message });
  }
  switch (intent) {
    case "connectivity":
      return await confirmConnectivity(state, { change, signal: request.signal });
    case "step1":
      return await runStep1(state, { change, selection: request.selection });
    case "step2":
      return await stageKernels(state, change);
    case "step3":
      return await runStep3(state, change);
    default:
      throw unknownIntent();
  }
}

async function confirmConnectivity(
  state: State,
  { change, signal }: { readonly change: Change; readonly signal: AbortSignal },
): Promise<StepOutcome> {
  const { part } = reachOf(state, change);
  const partition = part && part !== "all" ? partitionOfEnvironment(part) : undefined;
  const { connectivity } = state.services;
  const result = await connectivity.check(requireSession(state), change, { partition, signal });
  if (result.kind === "checked") return { kind: "done" };
  const missing = result.kind === "not_signed_in" ? result.partitions : PARTITIONS;
  const names = missing.map((each) => environmentOfPartition(each).toUpperCase());
  const message = `Sign in for ${names.join(" and ")} first`;
  return refused(409, { path: "connectivity", message });
}

async function runStep1(
  state: State,
  { change, selection }: { readonly change: Change; readonly selection: PrepSelection },
): Promise<StepOutcome> {
  const chosen = chosenInstances(selection, change);
  const fault = selectionFault(selection, chosen.length);
  if (fault) return refused(422, { path: "scope-all", message: fault });
  const { step1 } = await state.services.patching.qc(change);
  const { again } = formFields(state);
  return await startStep(state, {
    name: "Step 1",
    path: "step1",
    againPath: "again",
    request: {
      scriptId: STEP1_SCRIPT_ID,
      parameters: { change: change.number },
      change: change.number,
      ...selection.scope !== "all" && { instanceIds: [...chosen] },
    },
    underWay: again === "yes" ? [] : step1?.underWay ?? [],
  });
}

async function stageKernels(state: State, change: Change): Promise<StepOutcome> {
  const { kernelGroups, step2 } = await state.services.patching.qc(change);
  const reach = reachOf(state, change);
  const staged = stageRequest(change, {
    kernelGroups: reachedGroups(kernelGroups, { change, reach }),
    selections: selectionsOf(formFields(state)),
  });
  if (staged.kind === "invalid") {
    const [{ path, message } = { path: "", message: "" }] = staged.errors;
    const group = path.startsWith("selections.") ? `${path.slice("selections.".length)}: ` : "";
    return refused(422, { path: "step2", message: group + message });
  }
  const underWay = step2?.underWay ?? [];
  return await startStep(state, { name: "Step 2", path: "step2", request: staged.start, underWay });
}

/** A group whose kernel is left open gets none. */
function selectionsOf(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name, kernel]) => name.startsWith(KERNEL_FIELD) && kernel !== "")
      .map(([name, kernel]) => [name.slice(KERNEL_FIELD.length), kernel]),
  );
}

async function runStep3(state: State, change: Change): Promise<StepOutcome> {
  const request = step3Request({ change, reach: reachOf(state, change) });
  if (!request) return refused(409, { path: "step3", message: "Sign in first" });
  const { step3 } = await state.services.patching.qc(change);
  const underWay = step3?.underWay ?? [];
  return await startStep(state, { name: "Step 3", path: "step3", request, underWay });
}
