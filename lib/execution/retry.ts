import { type FieldError, parseChangeNumber } from "@/lib/base/mod.ts";
import type { ChangeRepository } from "@/lib/changes/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import { retriedElsewhere } from "./lineage.ts";
import { type Batch, isOpen, type Target } from "./model.ts";
import { namedTargets } from "./named_targets.ts";
import type { Placed } from "./overview.ts";
import type { PlannedTarget } from "./plan.ts";
import type { ParsedStartRequest, Variant } from "./requests.ts";
import { type ExecutionRefusal, RETRIED_STATES, UNCERTAIN_STATES } from "./view.ts";

/** How many servers a reason names. */
const MAX_NAMED = 5;

/** What a batch is to be made of. */
export interface Choice {
  readonly kind: "chosen";
  readonly request: ParsedStartRequest;
  /** Servers that have left the change since: nothing is run there. */
  readonly left: readonly PlannedTarget[];
  /** The batch whose targets it repeats, as it was when they were chosen. */
  readonly retryOf: Batch | null;
}

/**
 * Makes the request that runs a batch again where it did not succeed. The servers of a change are
 * checked against it anew, and those that run again elsewhere are refused.
 *
 * @param options The store and the changes.
 * @param retry The batch, which targets, and whether those that may have run count.
 * @returns The request, or why there is nothing to run.
 * @throws {AppError} `store_unavailable` (503).
 */
export async function chooseRetry(
  { store, changes }: {
    readonly store: Store;
    readonly changes: Pick<ChangeRepository, "find">;
  },
  { batch, instanceIds, includeUncertain }: {
    readonly batch: Batch;
    readonly instanceIds?: readonly string[] | undefined;
    readonly includeUncertain: boolean;
  },
): Promise<Choice | ExecutionRefusal> {
  const named = await namedTargets(store, { batchId: batch.batchId, instanceIds });
  if (named.kind === "invalid") return named;
  const isNamed = instanceIds !== undefined;
  const found = retryable(named.placed, { isNamed, includeUncertain });
  if (found.kind !== "found") return found;
  const targets = found.placed.map(plannedTarget);
  const taken = await retriedElsewhere(store, {
    retriedBy: batch.retriedBy,
    instanceIds: targets.map(({ instanceId }) => instanceId),
  });
  if (taken) return taken;
  const { staying, left } = await byChange(changes, { number: batch.change, targets });
  if (staying.length === 0) return { kind: "nothing_to_do", reason: allLeft(left) };
  return { kind: "chosen", request: requestOf(batch, staying), left, retryOf: batch };
}

function plannedTarget(
  { chunk: { account, region, partition, platform, parameters }, target: { instanceId, name } }:
    Placed,
): PlannedTarget {
  return { instanceId, account, region, partition, platform, name, parameters };
}

/** A server that has left the change is not run, and not forgotten either. */
async function byChange(
  changes: Pick<ChangeRepository, "find">,
  { number, targets }: {
    readonly number: Batch["change"];
    readonly targets: readonly PlannedTarget[];
  },
) {
  const parsed = number === null ? null : parseChangeNumber(number);
  const change = parsed?.ok ? await changes.find(parsed.value) : undefined;
  if (!change) return { staying: targets, left: [] };
  const ids = new Set(change.instances.map(({ instanceId }) => instanceId));
  const skipReason = `Not run: the server is not part of the change ${number} any more.`;
  return {
    staying: targets.filter(({ instanceId }) => ids.has(instanceId)),
    left: targets.filter(({ instanceId }) => !ids.has(instanceId))
      .map((target) => ({ ...target, skipReason })),
  };
}

function allLeft(left: readonly PlannedTarget[]): string {
  const names = left.slice(0, MAX_NAMED).map(({ instanceId }) => instanceId);
  const more = left.length > MAX_NAMED ? ` and ${left.length - MAX_NAMED} more` : "";
  return `Nothing was run: ${names.join(", ")}${more} left the change.`;
}

function requestOf(batch: Batch, targets: readonly PlannedTarget[]): ParsedStartRequest {
  const { maxErrors, ...limits } = batch.limits;
  const place = batch.change === null
    ? {
      targets: targets.map(({ partition: _partition, parameters: _parameters, ...target }) =>
        target
      ),
    }
    : { change: batch.change, instanceIds: targets.map(({ instanceId }) => instanceId) };
  return {
    scriptId: batch.scriptId,
    parameters: batch.parameters,
    ...place,
    variants: variantsOf(targets),
    options: { ...limits, dryRun: false, ...(maxErrors !== null && { maxErrors }) },
  };
}

function variantsOf(targets: readonly PlannedTarget[]): readonly Variant[] {
  const alike = Map.groupBy(targets, ({ parameters = {} }) => JSON.stringify(parameters));
  return [...alike.values()].flatMap((group) => {
    const instanceIds = group.map(({ instanceId }) => instanceId);
    const parameters = group[0]?.parameters ?? {};
    return Object.keys(parameters).length > 0 ? [{ parameters, instanceIds }] : [];
  });
}

/**
 * Chooses which targets may run again.
 *
 * @param targets Those in question.
 * @param options Whether they were named one by one, and whether those that may have run count.
 * @returns The targets that fit, or why there is none.
 */
function retryable(
  targets: readonly Placed[],
  { isNamed, includeUncertain }: {
    readonly isNamed: boolean;
    readonly includeUncertain: boolean;
  },
): { readonly kind: "found"; readonly placed: readonly Placed[] } | ExecutionRefusal {
  const states = includeUncertain ? [...RETRIED_STATES, ...UNCERTAIN_STATES] : RETRIED_STATES;
  const placed = targets.filter(({ target }) => states.includes(target.state));
  if (isNamed && placed.length < targets.length) {
    const others = targets.filter(({ target }) => !states.includes(target.state));
    return { kind: "invalid", errors: others.map(({ target }) => notRetryable(target)) };
  }
  if (placed.length > 0) return { kind: "found", placed };
  const isUncertain = targets.some(({ target }) => UNCERTAIN_STATES.includes(target.state));
  const reason = isUncertain
    ? "The script may have run on the targets that are left: retry them by name only."
    : targets.some(({ target }) => isOpen(target))
    ? "No target has failed so far."
    : "No target is left to retry.";
  return { kind: "nothing_to_do", reason };
}

function notRetryable({ instanceId, state }: Target): FieldError {
  const message = UNCERTAIN_STATES.includes(state)
    ? `The script may have run on "${instanceId}" (${state}): retry it with includeUncertain`
    : `The instance "${instanceId}" is in the state ${state}: expected one that did not succeed`;
  return { path: "instanceIds", message };
}
