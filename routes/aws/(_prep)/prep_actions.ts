import { countText } from "@/components/count_text.ts";
import type { PrepSelection } from "@/components/PrepScope.tsx";
import { formFields, refusalError, requireSession, type State } from "@/lib/app/mod.ts";
import {
  AppError,
  environmentOfPartition,
  type FieldError,
  partitionOfEnvironment,
  PARTITIONS,
} from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import { STEP1_SCRIPT_ID } from "@/lib/patching/mod.ts";
import { chosenInstances, selectionFault } from "./chosen_instances.ts";
import { loadedChange } from "./prep_page.ts";
import { reachOf } from "./reach.ts";

/** What a button did: something, a run that was started, or nothing, and why. */
export type PrepOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "started"; readonly batchId: string }
  | PrepRefusal;

/** Why a form came back. */
export interface PrepRefusal extends FieldError {
  readonly kind: "refused";
  readonly status: number;
}

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
export async function actOnPrep(state: State, request: PrepRequest): Promise<PrepOutcome> {
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
    default:
      throw new AppError("Cannot read the form: expected one of its buttons", {
        code: "unknown_intent",
        status: 422,
        publicMessage: "The form does not say what to do. Go back and press one of its buttons.",
      });
  }
}

async function confirmConnectivity(
  state: State,
  { change, signal }: { readonly change: Change; readonly signal: AbortSignal },
): Promise<PrepOutcome> {
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
): Promise<PrepOutcome> {
  const { idempotencyKey } = formFields(state);
  const chosen = chosenInstances(selection, change);
  const fault = selectionFault(selection, chosen.length);
  if (fault) return refused(422, { path: "scope-all", message: fault });
  const guarded = await runsAlready(state, { change, chosen });
  if (guarded) return guarded;
  const result = await state.services.executions.start(requireSession(state), {
    scriptId: STEP1_SCRIPT_ID,
    parameters: { change: change.number },
    change: change.number,
    ...selection.scope !== "all" && { instanceIds: [...chosen] },
    idempotencyKey,
  });
  if (result.kind === "started") return { kind: "started", batchId: result.batchId };
  const { publicMessage, status } = refusalError(result);
  return refused(status, { path: "step1", message: publicMessage });
}

/** Nobody starts the script beside itself without saying so; a form sent twice is no second run. */
async function runsAlready(
  state: State,
  { change, chosen }: { readonly change: Change; readonly chosen: readonly string[] },
): Promise<PrepRefusal | null> {
  const { again, idempotencyKey = "" } = formFields(state);
  if (again === "yes") return null;
  const { step1 } = await state.services.patching.qc(change);
  const ids = new Set(chosen);
  const running = step1?.underWay.filter(({ instanceId }) => ids.has(instanceId)) ?? [];
  if (running.length === 0) return null;
  const { executions } = state.services;
  if (await executions.isKeyUsed(requireSession(state), idempotencyKey)) return null;
  const message = `Step 1 still runs on ${countText(running.length, "chosen instance")}. ` +
    'Follow that run, or tick "Run again"';
  return refused(409, { path: "again", message });
}

function refused(status: number, error: FieldError): PrepRefusal {
  return { kind: "refused", status, ...error };
}
