import type { InstanceId } from "@/lib/base/mod.ts";
import type { BatchSummary, Executions, TargetView } from "@/lib/execution/mod.ts";
import { parseQcReport, qcVerdict } from "@/lib/qc/mod.ts";
import type { QcFailed, QcPassed, QcStep } from "./view.ts";

const PAGE = 200;
/** Outputs read from the store at the same time. */
const CONCURRENT_READS = 16;
/** Batches whose verdicts are kept, each with up to 10,000 servers of some hundred bytes. */
const MAX_BATCHES = 16;

type Verdict =
  | { readonly kind: "passed"; readonly result: QcPassed }
  | { readonly kind: "failed"; readonly result: QcFailed }
  | { readonly kind: "pending"; readonly instanceId: InstanceId };

type Verdicts = Map<InstanceId, Verdict>;

/** The verdicts of QC batches. A result is written once, so what was judged is judged for good. */
export class QcResults {
  readonly #executions: Pick<Executions, "targets" | "target">;
  readonly #judged = new Map<string, Verdicts>();

  /**
   * Works on the batches of all changes.
   *
   * @param executions The batches and their results.
   */
  constructor(executions: Pick<Executions, "targets" | "target">) {
    this.#executions = executions;
  }

  /**
   * Judges a step's servers, each by the newest batch that has it.
   *
   * @param batches The first batch of the step and its retries, the newest last; at least one.
   * @returns The step.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  async step(batches: readonly BatchSummary[]): Promise<QcStep | null> {
    const newest = batches.at(-1);
    if (!newest) return null;
    const verdicts: Verdicts = new Map();
    for (const { batchId } of batches) {
      for (const [id, verdict] of await this.#verdictsOf(batchId)) verdicts.set(id, verdict);
    }
    const all = [...verdicts.values()];
    return {
      batchId: newest.batchId,
      state: newest.state,
      at: newest.endedAt ?? newest.createdAt,
      scriptVersion: newest.scriptVersion,
      passed: all.flatMap((verdict) => verdict.kind === "passed" ? [verdict.result] : []),
      failed: all.flatMap((verdict) => verdict.kind === "failed" ? [verdict.result] : []),
      pending: all.flatMap((verdict) => verdict.kind === "pending" ? [verdict.instanceId] : []),
    };
  }

  async #verdictsOf(batchId: string): Promise<Verdicts> {
    const judged = this.#kept(batchId);
    const verdicts: Verdicts = new Map();
    for await (const targets of this.#pages(batchId)) {
      const queue = targets.values();
      const worker = async () => {
        for (const target of queue) {
          const verdict = judged.get(target.instanceId) ?? await this.#judge(batchId, target);
          if (verdict.kind !== "pending") judged.set(target.instanceId, verdict);
          verdicts.set(target.instanceId, verdict);
        }
      };
      // Placed first, so that the order stays that of the batch whoever is read first.
      for (const { instanceId } of targets) {
        verdicts.set(instanceId, { kind: "pending", instanceId });
      }
      await Promise.all(Array.from({ length: CONCURRENT_READS }, worker));
    }
    return verdicts;
  }

  async *#pages(batchId: string): AsyncGenerator<readonly TargetView[]> {
    let cursor: string | null | undefined;
    do {
      const page = await this.#executions.targets(batchId, {
        limit: PAGE,
        ...cursor && { cursor },
      });
      if (!page) return;
      yield page.items;
      cursor = page.nextCursor;
    } while (cursor !== null);
  }

  async #judge(batchId: string, target: TargetView): Promise<Verdict> {
    const { instanceId, name, state } = target;
    if (state === "pending" || state === "in_progress") return { kind: "pending", instanceId };
    const detail = await this.#executions.target(batchId, instanceId);
    const report = "stdout" in detail ? parseQcReport(detail.stdout) : undefined;
    const verdict = qcVerdict(report);
    const instance = { instanceId, name, state };
    if (state === "success" && report && verdict.passes) {
      return { kind: "passed", result: { ...instance, ...report } };
    }
    const reasons = state === "success"
      ? verdict.reasons
      : [endReason(target), ...report ? verdict.reasons : []];
    return { kind: "failed", result: { ...instance, reasons, report } };
  }

  /** The verdicts kept of a batch; the batch that was asked for longest ago makes room. */
  #kept(batchId: string): Verdicts {
    const kept = this.#judged.get(batchId) ?? new Map();
    this.#judged.delete(batchId);
    this.#judged.set(batchId, kept);
    const [oldest] = this.#judged.keys();
    if (this.#judged.size > MAX_BATCHES && oldest !== undefined) this.#judged.delete(oldest);
    return kept;
  }
}

const ENDS = {
  pending: "Has not started",
  in_progress: "Has not ended",
  success: "Succeeded",
  failed: "The script failed",
  timed_out: "Timed out",
  cancelled: "Cancelled",
  undeliverable: "Undeliverable",
  skipped: "Skipped",
  unknown: "Unknown whether it ran",
} as const satisfies Record<TargetView["state"], string>;

/** Why a script did not succeed, with what it said last. */
function endReason({ state, exitCode, summary }: TargetView): string {
  const end = state === "failed" && exitCode !== null
    ? `${ENDS.failed} with exit code ${exitCode}`
    : ENDS[state];
  return summary === "" ? end : `${end}: ${summary}`;
}
