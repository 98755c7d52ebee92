import { type ChangeNumber, MINUTE_MS, parseChangeNumber } from "@/lib/base/mod.ts";
import type { GatedRun, GateVerdict } from "@/lib/execution/mod.ts";
import type { ScriptCatalog } from "@/lib/scripts/mod.ts";
import {
  POST_SCRIPT_ID,
  STEP1_SCRIPT_ID,
  STEP2_SCRIPT_ID,
  STEP3_SCRIPT_ID,
} from "./step_scripts.ts";
import type { PatchStep, QcView } from "./view.ts";

/** So long ago a server may have answered last before step 3, in minutes. */
const FRESH_MINUTES = 60;

const STEPS = [STEP1_SCRIPT_ID, STEP2_SCRIPT_ID, STEP3_SCRIPT_ID, POST_SCRIPT_ID];

/**
 * Tells whether a script is a step of the workflow.
 *
 * @param scriptId The script.
 * @returns Whether a gate stands before it.
 */
export function isGated(scriptId: string): boolean {
  return STEPS.includes(scriptId);
}

/**
 * Reads the change that a step runs under: its results stay with that change, on the servers too.
 *
 * @param run What is to run.
 * @returns The change's number, or what is wrong with the request.
 */
export function changeFault(
  { request, script, parameters }: GatedRun,
):
  | { readonly kind: "change"; readonly number: ChangeNumber }
  | { readonly kind: "open"; readonly reasons: ReadonlyMap<string, string> }
  | GateVerdict & { readonly kind: "invalid" } {
  const given = request.change === undefined ? null : parseChangeNumber(request.change);
  if (!given?.ok) {
    const isFree = script.id === STEP1_SCRIPT_ID || script.id === POST_SCRIPT_ID;
    if (isFree) return { kind: "open", reasons: new Map() };
    const message = `${script.name} runs under a change: expected its number`;
    return { kind: "invalid", errors: [{ path: "change", message }] };
  }
  if (parameters.change === given.value) return { kind: "change", number: given.value };
  const message = `expected "${given.value}", the change that the run belongs to`;
  return { kind: "invalid", errors: [{ path: "parameters.change", message }] };
}

/** What is known of the servers. */
export interface KnownOfServers extends Pick<QcView, "step1" | "step2"> {
  /** When each last ended a script, in ms since 1970. */
  readonly seenAtMs: ReadonlyMap<string, number>;
  /** The scripts as they are now. */
  readonly scripts: ScriptCatalog;
  /** Ms since 1970. */
  readonly nowMs: number;
}

/**
 * Tells which servers steps 2 and 3 leave out.
 *
 * @param run What is to run where.
 * @param known What is known of the servers.
 * @returns The reason by the id of each server that is left out.
 */
export function keptOut(run: GatedRun, known: KnownOfServers): ReadonlyMap<string, string> {
  const { step1, step2, scripts } = known;
  const first = faultsOf("Step 1", { step: step1, version: scripts.get(STEP1_SCRIPT_ID)?.version });
  const second = faultsOf("Step 2", {
    step: step2,
    version: scripts.get(STEP2_SCRIPT_ID)?.version,
  });
  const isLast = run.script.id === STEP3_SCRIPT_ID;
  const kernels = new Map<string, readonly string[]>(
    step1?.passed.map((each) => [each.instanceId, each.availableKernels]),
  );
  return new Map(
    run.targets.flatMap(({ instanceId, parameters }) => {
      const kernel = (parameters ?? run.parameters).kernel;
      const reason = first(instanceId) ??
        (isLast
          ? second(instanceId) ?? staleness(instanceId, known)
          : offerFault(kernel, kernels.get(instanceId) ?? []));
      return reason === undefined ? [] : [[instanceId, reason] as const];
    }),
  );
}

function faultsOf(
  name: string,
  { step, version }: {
    readonly step: PatchStep<unknown> | null;
    readonly version: string | undefined;
  },
): (instanceId: string) => string | undefined {
  const passed = new Map<string, string>(
    step?.passed.map((each) => [each.instanceId, each.scriptVersion]),
  );
  const failed = new Map<string, readonly string[]>(
    step?.failed.map(({ instanceId, reasons }) => [instanceId, reasons]),
  );
  const underWay = new Set<string>(step?.underWay.map(({ instanceId }) => instanceId));
  return (instanceId) => {
    const ran = passed.get(instanceId);
    if (ran === version && ran !== undefined) return undefined;
    if (ran !== undefined) return `${name} ran another version of its script. Run it again.`;
    const reasons = failed.get(instanceId);
    if (reasons) return `${name} failed: ${reasons.join("; ")}`;
    return underWay.has(instanceId) ? `${name} has not ended yet.` : `${name} has not run.`;
  };
}

function staleness(
  instanceId: string,
  { seenAtMs, nowMs }: KnownOfServers,
): string | undefined {
  const ageMs = nowMs - (seenAtMs.get(instanceId) ?? -Infinity);
  if (ageMs <= FRESH_MINUTES * MINUTE_MS) return undefined;
  return `No script has ended there in the last ${FRESH_MINUTES} minutes. Run a probe first.`;
}

function offerFault(kernel: unknown, offered: readonly string[]): string | undefined {
  if (offered.some((each) => each === kernel)) return undefined;
  return `The server does not offer the kernel ${kernel}.`;
}
