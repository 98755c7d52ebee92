import type { Script, ScriptValues } from "@/lib/scripts/mod.ts";
import type { PlannedTarget } from "./plan.ts";
import type { ParsedStartRequest } from "./requests.ts";
import type { ExecutionRefusal } from "./view.ts";

/** A run that a gate looks at: everything is checked but what was run before. */
export interface GatedRun {
  /** The request. */
  readonly request: Pick<ParsedStartRequest, "change">;
  /** The script. */
  readonly script: Script;
  /** What all servers get. */
  readonly parameters: ScriptValues;
  /** The servers, some with parameters of their own. */
  readonly targets: readonly PlannedTarget[];
}

/** What a gate says: where the script may not run, or that it may not at all. */
export type GateVerdict =
  | {
    readonly kind: "open";
    /** The reason by the id of each server that is kept out, for the operator. */
    readonly reasons: ReadonlyMap<string, string>;
  }
  | ExecutionRefusal & { readonly kind: "invalid" };

/** Decides where a script may run, by what was run there before. */
export type Gate = (run: GatedRun) => Promise<GateVerdict>;
