import type { ChangeNumber } from "@/lib/base/mod.ts";
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
   * Reads how far a change is. Of step 1 the newest batch counts, with every retry in its line; a
   * server passes only by a report that passes, printed by a script that succeeded.
   *
   * @param changeNumber The change; whether it exists is not asked.
   * @returns The steps, `null` where one has not run, and the kernel groups of who passed step 1.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  async qc(changeNumber: ChangeNumber): Promise<QcView> {
    const batches = await stepBatches(this.#executions, {
      change: changeNumber,
      script: STEP1_SCRIPT_ID,
    });
    const step1 = batches.length === 0 ? null : await this.#results.step(batches);
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
