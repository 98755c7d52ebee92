import type { Change } from "@/lib/changes/mod.ts";
import type { Executions } from "@/lib/execution/mod.ts";
import { kernelGroups } from "@/lib/qc/mod.ts";
import { QcResults } from "./qc_results.ts";
import { stepBatches } from "./step_batches.ts";
import type { QcView } from "./view.ts";

/** The script of step 1, initial QC. */
export const STEP1_SCRIPT_ID = "linux-qc-prep/step1-initial-qc";

/** What the workflow stands on. */
export interface PatchingOptions {
  /** The batches and their results. */
  readonly executions: Pick<Executions, "list" | "eachTarget">;
}

/** The patching workflow of a change, read from its batches: nothing is kept beside them. */
export class Patching {
  readonly #executions: PatchingOptions["executions"];
  readonly #results: QcResults;

  /**
   * Works on the batches of all changes.
   *
   * @param options The batches and their results.
   */
  constructor({ executions }: PatchingOptions) {
    this.#executions = executions;
    this.#results = new QcResults(executions);
  }

  /**
   * Reads how far a change is. Each of its servers counts by the newest batch of step 1 that has
   * it; it passes only by a report that passes, printed by a script that succeeded.
   *
   * @param change The change; what its batches know of other servers does not count.
   * @returns The steps, `null` where one has not run, and the kernel groups of who passed step 1.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  async qc({ number, instances }: Pick<Change, "number" | "instances">): Promise<QcView> {
    const query = { change: number, script: STEP1_SCRIPT_ID };
    const step1 = await this.#results.step(stepBatches(this.#executions, query), instances);
    const reported = step1?.passed.map((report) => ({ instanceId: report.instanceId, report }));
    return {
      step1,
      kernelGroups: kernelGroups(reported ?? []),
      step2: null,
      step3: null,
      post: null,
    };
  }
}
