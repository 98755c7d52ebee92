import { countText } from "@/components/count_text.ts";
import { formFields, refusalError, requireSession, type State } from "@/lib/app/mod.ts";
import type { FieldError } from "@/lib/base/mod.ts";
import type { StartRequest } from "@/lib/execution/mod.ts";
import type { UnderWay } from "@/lib/patching/mod.ts";

/** A step that a button starts. */
export interface StepStart {
  /** Its name for people, such as `Step 1`. */
  readonly name: string;
  /** The id on the page that a refusal leads to. */
  readonly path: string;
  /** The id of the box by which it may be started beside itself, where there is one. */
  readonly againPath?: string;
  /** What to run where. */
  readonly request: StartRequest;
  /** Where the step still runs; empty when it may be started beside itself. */
  readonly underWay: readonly UnderWay[];
}

/** What a button did: something, a run that was started, or nothing, and why. */
export type StepOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "started"; readonly batchId: string }
  | StepRefusal;

/** Why a form came back. */
export interface StepRefusal extends FieldError {
  readonly kind: "refused";
  readonly status: number;
}

/**
 * Makes the refusal of a form.
 *
 * @param status The status of the answer.
 * @param error What is wrong, and the id of its place on the page.
 * @returns The refusal.
 */
export function refused(status: number, error: FieldError): StepRefusal {
  return { kind: "refused", status, ...error };
}

/**
 * Starts a step. Nobody starts it beside itself without saying so; a form sent twice is no second
 * run.
 *
 * @param state The request's, with the form.
 * @param step What to start.
 * @returns What came of it.
 * @throws {AppError} `store_unavailable` or `store_busy` (503), `record_invalid` (500).
 */
export async function startStep(state: State, step: StepStart): Promise<StepOutcome> {
  const { idempotencyKey } = formFields(state);
  const { executions } = state.services;
  const session = requireSession(state);
  const chosen = new Set(step.request.instanceIds);
  const running = step.underWay.filter(({ instanceId }) =>
    chosen.size === 0 || chosen.has(instanceId)
  );
  if (running.length > 0 && !await executions.isKeyUsed(session, idempotencyKey ?? "")) {
    const what = `${step.name} still runs on ${countText(running.length, "chosen instance")}. `;
    const advice = step.againPath
      ? 'Follow that run, or tick "Run again"'
      : "Follow that run first";
    return refused(409, { path: step.againPath ?? step.path, message: what + advice });
  }
  const result = await executions.start(session, { ...step.request, idempotencyKey });
  if (result.kind === "started") return { kind: "started", batchId: result.batchId };
  const { publicMessage, status, errors: [first] } = refusalError(result);
  return refused(status, { path: step.path, message: first?.message ?? publicMessage });
}
