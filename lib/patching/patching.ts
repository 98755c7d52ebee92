import type { Clock } from "@/lib/base/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import type { Executions, GatedRun, GateVerdict } from "@/lib/execution/mod.ts";
import { kernelGroups } from "@/lib/qc/mod.ts";
import type { ScriptCatalog } from "@/lib/scripts/mod.ts";
import { type FinalOutput, finalOutputs } from "./final_outputs.ts";
import {
  FINAL_JUDGEMENT,
  type Judgement,
  POST_JUDGEMENT,
  QC_JUDGEMENT,
  STAGING_JUDGEMENT,
} from "./judgements.ts";
import { lastSeen } from "./last_seen.ts";
import { stepBatches } from "./step_batches.ts";
import { changeFault, isGated, keptOut } from "./step_gate.ts";
import { StepResults } from "./step_results.ts";
import {
  POST_SCRIPT_ID,
  STEP1_SCRIPT_ID,
  STEP2_SCRIPT_ID,
  STEP3_SCRIPT_ID,
} from "./step_scripts.ts";
import type { PatchStep, QcView } from "./view.ts";

/** What the workflow stands on. */
export interface PatchingOptions {
  /** The batches and their results. */
  readonly executions: Pick<Executions, "list" | "targets" | "eachTarget">;
  /** The scripts of the steps, as they are now. */
  readonly scripts: ScriptCatalog;
  /** Tells how old a result is. */
  readonly clock: Clock;
}

type Servers = Pick<Change, "number" | "instances">;

/** The patching workflow of a change, read from its batches: nothing is kept beside them. */
export class Patching {
  readonly #options: PatchingOptions;
  readonly #step1: (change: Servers) => Promise<QcView["step1"]>;
  readonly #step2: (change: Servers) => Promise<QcView["step2"]>;
  readonly #step3: (change: Servers) => Promise<QcView["step3"]>;
  readonly #post: (change: Servers) => Promise<QcView["post"]>;

  /**
   * Works on the batches of all changes.
   *
   * @param options The batches and their results, the scripts, and the time.
   */
  constructor(options: PatchingOptions) {
    this.#options = options;
    this.#step1 = stepReader(options, STEP1_SCRIPT_ID, QC_JUDGEMENT);
    this.#step2 = stepReader(options, STEP2_SCRIPT_ID, STAGING_JUDGEMENT);
    this.#step3 = stepReader(options, STEP3_SCRIPT_ID, FINAL_JUDGEMENT);
    this.#post = stepReader(options, POST_SCRIPT_ID, POST_JUDGEMENT);
  }

  /**
   * Reads how far a change is. Each of its servers counts, in each step, by the newest batch that
   * has it; it passes only by a report that passes, printed by a script that succeeded.
   *
   * @param change The change; what its batches know of other servers does not count.
   * @returns The steps, `null` where one has not run, and the kernel groups of who passed step 1.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  async qc(change: Servers): Promise<QcView> {
    const [step1, step2, step3, post] = await Promise.all([
      this.#step1(change),
      this.#step2(change),
      this.#step3(change),
      this.#post(change),
    ]);
    const reported = step1?.passed.map((report) => ({ instanceId: report.instanceId, report }));
    return { step1, kernelGroups: kernelGroups(reported ?? []), step2, step3, post };
  }

  /**
   * Decides where a step may run: steps 2 and 3 take only servers that passed the steps before
   * under the same change, by the scripts as they are now; step 3 only those heard of lately.
   *
   * @param run What is to run where.
   * @returns The reason of each server that is kept out, or what is wrong with the request.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  async gate(run: GatedRun): Promise<GateVerdict> {
    const open = { kind: "open", reasons: new Map<string, string>() } as const;
    if (!isGated(run.script.id)) return open;
    const found = changeFault(run);
    if (found.kind !== "change") return found;
    if (run.script.id === STEP1_SCRIPT_ID || run.script.id === POST_SCRIPT_ID) return open;
    const change = { number: found.number, instances: run.targets };
    const [step1, step2, seenAtMs] = await Promise.all([
      this.#step1(change),
      this.#step2(change),
      lastSeen(this.#options.executions, change.number),
    ]);
    const { scripts, clock } = this.#options;
    const known = { step1, step2, seenAtMs, scripts, nowMs: clock.now() };
    return { kind: "open", reasons: keptOut(run, known) };
  }

  /**
   * Reads what step 3 printed last on each server of a change.
   *
   * @param change The change.
   * @returns The report and the patch script by server, in the order of the change.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  finalOutputs(change: Servers): Promise<readonly FinalOutput[]> {
    const { executions } = this.#options;
    const batches = stepBatches(executions, { change: change.number, script: STEP3_SCRIPT_ID });
    return finalOutputs(executions, { change, batches });
  }
}

function stepReader<Report>(
  { executions }: PatchingOptions,
  script: string,
  judgement: Judgement<Report>,
): (change: Servers) => Promise<PatchStep<Report> | null> {
  const results = new StepResults(executions, judgement);
  return ({ number, instances }) =>
    results.step(stepBatches(executions, { change: number, script }), instances);
}
