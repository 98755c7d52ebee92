import { type FieldError, parseChangeNumber, partitionOf, quoted } from "@/lib/base/mod.ts";
import type { ChangeRepository } from "@/lib/changes/mod.ts";
import {
  bindScript,
  type Script,
  type ScriptCatalog,
  type ScriptValues,
} from "@/lib/scripts/mod.ts";
import type { Engine } from "./engine.ts";
import type { Gate, GatedRun } from "./gate.ts";
import type { PlannedTarget } from "./plan.ts";
import type { ParsedStartRequest, Variant } from "./requests.ts";
import { shownSettings } from "./settings.ts";
import type { ExecutionRefusal } from "./view.ts";

/** What requests are checked against. */
export interface PrepareOptions extends Pick<Engine, "settings"> {
  readonly changes: Pick<ChangeRepository, "find">;
  readonly scripts: ScriptCatalog;
  /** Where a script may run by what was run before; everywhere when absent. */
  readonly gate?: Gate | undefined;
}

/** A request that may be planned. */
export interface Prepared {
  readonly kind: "prepared";
  readonly request: ParsedStartRequest;
  readonly script: Script;
  /** What the operator gave, without what the server adds. */
  readonly parameters: ScriptValues;
  readonly targets: readonly PlannedTarget[];
}

/**
 * Finds the script and the servers of a request. Platform, account and region of a change's servers
 * come from the change, and no server outside it is accepted.
 *
 * @param request The request, parsed.
 * @param options The catalog, the changes and the settings.
 * @returns What may be planned, or why not.
 * @throws {AppError} `store_unavailable` (503).
 */
export async function prepare(
  request: ParsedStartRequest,
  options: PrepareOptions,
): Promise<Prepared | ExecutionRefusal> {
  const { scripts, settings } = options;
  const script = scripts.get(request.scriptId);
  if (!script) return { kind: "unknown_script", scriptId: request.scriptId };
  const found = await targetsOf(request, options);
  if (found.kind !== "found") return found;
  const bound = bindTargets(script, { request, settings, targets: found.targets });
  if (bound.kind !== "bound") return bound;
  const { parameters } = bound;
  const admitted = await admit({ request, script, parameters, targets: bound.targets }, options);
  if (admitted.kind !== "found") return admitted;
  return { kind: "prepared", request, script, parameters, targets: admitted.targets };
}

interface Bound extends Pick<Prepared, "parameters" | "targets"> {
  readonly kind: "bound";
}

const NOTHING_OWN: Variant["parameters"] = {};

/** Checks the parameters of every variant, and gives its servers theirs. */
function bindTargets(
  script: Script,
  { request, settings, targets }: Pick<PrepareOptions, "settings"> & {
    readonly request: ParsedStartRequest;
    readonly targets: readonly PlannedTarget[];
  },
): Bound | ExecutionRefusal {
  const { variants = [] } = request;
  const parameters = givenParameters(script, request);
  const own = new Map(
    variants.flatMap((each) => each.instanceIds.map((id) => [id, each.parameters] as const)),
  );
  const alike = Map.groupBy(targets, ({ instanceId }) => own.get(instanceId) ?? NOTHING_OWN);
  const all: PlannedTarget[] = [];
  for (const [ownParameters, group] of alike) {
    const given = { ...parameters, ...ownParameters };
    const bound = bindScript(script, { parameters: given, settings: shownSettings(settings) });
    if (bound.kind === "invalid_parameters") return { kind: "invalid", errors: bound.errors };
    if (bound.kind === "not_configured") return bound;
    const values = withoutSettings(script, bound.values);
    if (variants.length === 0) return { kind: "bound", parameters: values, targets };
    all.push(...group.map((target) => ({ ...target, parameters: values })));
  }
  return { kind: "bound", parameters, targets: all };
}

/** A script that works under a change gets the number of the run's own, where none is given. */
function givenParameters(
  script: Script,
  { change, parameters }: ParsedStartRequest,
): ParsedStartRequest["parameters"] {
  const isBound = change !== undefined && "change" in script.parameters.shape;
  return isBound ? { change, ...parameters } : parameters;
}

function withoutSettings({ settings }: Script, values: ScriptValues): ScriptValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !(name in settings)));
}

/** Servers that the gate keeps out are skipped with its reason; all of them, and nothing is made. */
async function admit(
  run: GatedRun,
  { gate }: Pick<PrepareOptions, "gate">,
): Promise<Found | ExecutionRefusal> {
  const verdict = await gate?.(run) ?? { kind: "open", reasons: new Map<string, string>() };
  if (verdict.kind !== "open") return verdict;
  const { reasons } = verdict;
  const targets = run.targets.map((target) => {
    const skipReason = target.skipReason ?? reasons.get(target.instanceId);
    return skipReason === undefined ? target : { ...target, skipReason };
  });
  if (targets.some(({ skipReason }) => skipReason === undefined)) {
    return { kind: "found", targets };
  }
  const [first] = targets;
  const message = `None of the ${targets.length} instances may run ${quoted(run.script.name)}: ` +
    `${first?.instanceId}: ${first?.skipReason}`;
  return { kind: "invalid", errors: [{ path: "instanceIds", message }] };
}

type Found = { readonly kind: "found"; readonly targets: readonly PlannedTarget[] };

async function targetsOf(
  { change: number, targets, instanceIds }: ParsedStartRequest,
  { changes }: PrepareOptions,
): Promise<Found | ExecutionRefusal> {
  const typed = targets?.map((target) => ({ ...target, partition: partitionOf(target.region) }));
  if (number === undefined) return selected(typed ?? [], { instanceIds, place: "the targets" });
  const parsed = parseChangeNumber(number);
  const change = parsed.ok ? await changes.find(parsed.value) : undefined;
  if (!change) return { kind: "unknown_change", number };
  return selected(change.instances, { instanceIds, place: `the change ${number}` });
}

/** An empty selection is none, never all. */
function selected(
  all: readonly PlannedTarget[],
  { instanceIds, place }: {
    readonly instanceIds: readonly string[] | undefined;
    readonly place: string;
  },
): Found | ExecutionRefusal {
  const byId = new Map<string, PlannedTarget>(all.map((target) => [target.instanceId, target]));
  const ids = instanceIds ?? [...byId.keys()];
  const errors = ids.flatMap((id, index): readonly FieldError[] =>
    byId.has(id) ? [] : [{
      path: `instanceIds.${index}`,
      message: `The instance "${id}" is not one of ${place}: expected only its instances`,
    }]
  );
  if (errors.length > 0) return { kind: "invalid", errors };
  if (ids.length === 0) {
    const message = `There is no instance in ${place}: expected at least one`;
    return { kind: "invalid", errors: [{ path: "instanceIds", message }] };
  }
  return { kind: "found", targets: ids.flatMap((id) => byId.get(id) ?? []) };
}
