import { type FieldError, parseChangeNumber, partitionOf } from "@/lib/base/mod.ts";
import type { ChangeRepository } from "@/lib/changes/mod.ts";
import {
  bindScript,
  type Script,
  type ScriptCatalog,
  type ScriptValue,
} from "@/lib/scripts/mod.ts";
import type { Engine } from "./engine.ts";
import type { PlannedTarget } from "./plan.ts";
import type { ParsedStartRequest } from "./requests.ts";
import type { ExecutionRefusal } from "./view.ts";

/** What requests are checked against. */
export interface PrepareOptions extends Pick<Engine, "settings"> {
  readonly changes: Pick<ChangeRepository, "find">;
  readonly scripts: ScriptCatalog;
}

/** A request that may be planned. */
export interface Prepared {
  readonly kind: "prepared";
  readonly request: ParsedStartRequest;
  readonly script: Script;
  /** What the operator gave, without what the server adds. */
  readonly parameters: Readonly<Record<string, ScriptValue>>;
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
  const bound = bindScript(script, { parameters: request.parameters, settings });
  if (bound.kind === "invalid_parameters") return { kind: "invalid", errors: bound.errors };
  if (bound.kind === "not_configured") return bound;
  const added = new Set(Object.keys(script.settings));
  const parameters = Object.fromEntries(
    Object.entries(bound.values).filter(([name]) => !added.has(name)),
  );
  return { kind: "prepared", request, script, parameters, targets: found.targets };
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
