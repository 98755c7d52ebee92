import type { FieldError } from "@/lib/base/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { namedTargets } from "./manage.ts";
import { type Batch, isOpen, type Target } from "./model.ts";
import type { ParsedStartRequest } from "./requests.ts";
import type { ExecutionRefusal, TargetState } from "./view.ts";

/**
 * Makes the request that runs a batch again where it did not succeed. The servers of a change are
 * checked against it anew.
 *
 * @param store The store.
 * @param options The batch, which targets, and whether those that may have run count.
 * @returns The request, or why there is nothing to run.
 * @throws {AppError} `store_unavailable` (503).
 */
export async function chooseRetry(
  store: Store,
  { batch, instanceIds, includeUncertain }: {
    readonly batch: Batch;
    readonly instanceIds?: readonly string[] | undefined;
    readonly includeUncertain: boolean;
  },
): Promise<{ readonly kind: "chosen"; readonly request: ParsedStartRequest } | ExecutionRefusal> {
  const named = await namedTargets(store, batch.batchId, instanceIds);
  if (named.kind === "invalid") return named;
  const isNamed = instanceIds !== undefined;
  const found = retryable(named.placed, { isNamed, includeUncertain });
  if (found.kind !== "found") return found;
  const { maxErrors, ...limits } = batch.limits;
  const targets = found.placed.map(({ chunk: { account, region, platform }, target }) => ({
    ...{ account, region, platform },
    ...{ instanceId: target.instanceId, name: target.name },
  }));
  const ids = targets.map(({ instanceId }) => instanceId);
  const request = {
    scriptId: batch.scriptId,
    parameters: batch.parameters,
    ...(batch.change === null ? { targets } : { change: batch.change, instanceIds: ids }),
    options: { ...limits, dryRun: false, ...(maxErrors !== null && { maxErrors }) },
  };
  return { kind: "chosen", request };
}

const NEVER_RAN: readonly TargetState[] = ["failed", "timed_out", "skipped", "cancelled"];
const MAY_HAVE_RUN: readonly TargetState[] = ["undeliverable", "unknown"];

/**
 * Chooses which targets may run again.
 *
 * @param targets Those in question.
 * @param options Whether they were named one by one, and whether those that may have run count.
 * @returns The targets that fit, or why there is none.
 */
function retryable<Placed extends { readonly target: Target }>(
  targets: readonly Placed[],
  { isNamed, includeUncertain }: {
    readonly isNamed: boolean;
    readonly includeUncertain: boolean;
  },
): { readonly kind: "found"; readonly placed: readonly Placed[] } | ExecutionRefusal {
  const states = includeUncertain ? [...NEVER_RAN, ...MAY_HAVE_RUN] : NEVER_RAN;
  const placed = targets.filter(({ target }) => states.includes(target.state));
  if (isNamed && placed.length < targets.length) {
    const others = targets.filter(({ target }) => !states.includes(target.state));
    return { kind: "invalid", errors: others.map(({ target }) => notRetryable(target)) };
  }
  if (placed.length > 0) return { kind: "found", placed };
  const isUncertain = targets.some(({ target }) => MAY_HAVE_RUN.includes(target.state));
  const reason = isUncertain
    ? "The script may have run on the targets that are left: retry them by name only."
    : targets.some(({ target }) => isOpen(target))
    ? "No target has failed so far."
    : "No target is left to retry.";
  return { kind: "nothing_to_do", reason };
}

function notRetryable({ instanceId, state }: Target): FieldError {
  const message = MAY_HAVE_RUN.includes(state)
    ? `The script may have run on "${instanceId}" (${state}): retry it with includeUncertain`
    : `The instance "${instanceId}" is in the state ${state}: expected one that did not succeed`;
  return { path: "instanceIds", message };
}
