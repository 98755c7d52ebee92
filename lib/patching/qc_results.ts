import type { InstanceId } from "@/lib/base/mod.ts";
import type { ChangeInstance } from "@/lib/changes/mod.ts";
import type { BatchSummary, Executions, TargetDetail } from "@/lib/execution/mod.ts";
import { parseQcReport, qcVerdict } from "@/lib/qc/mod.ts";
import type { QcFailed, QcPassed, QcStep, UnderWay } from "./view.ts";

/** Batches whose verdicts are kept, each with up to 10,000 servers of some hundred bytes. */
const MAX_BATCHES = 16;

type Verdict =
  | { readonly kind: "passed"; readonly result: QcPassed }
  | { readonly kind: "failed"; readonly result: QcFailed }
  | { readonly kind: "pending"; readonly result: UnderWay };

type Verdicts = ReadonlyMap<InstanceId, Verdict>;

/** A batch as it was judged when so many of its targets had ended. */
interface Judged {
  readonly ended: number;
  readonly verdicts: Verdicts;
}

/** The verdicts of QC batches. A result is written once: they stay until another target ends. */
export class QcResults {
  readonly #executions: Pick<Executions, "eachTarget">;
  readonly #judged = new Map<string, Judged>();

  /**
   * Works on the batches of all changes.
   *
   * @param executions The batches and their results.
   */
  constructor(executions: Pick<Executions, "eachTarget">) {
    this.#executions = executions;
  }

  /**
   * Judges servers, each by the newest batch that has it.
   *
   * @param batches The batches of the step, the newest first; read until every server is judged.
   * @param instances The servers; others that a batch has do not count.
   * @returns The step, or `null` when it has no batch.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  async step(
    batches: AsyncIterable<BatchSummary>,
    instances: readonly Pick<ChangeInstance, "instanceId">[],
  ): Promise<QcStep | null> {
    let newest: BatchSummary | undefined;
    const verdicts = new Map<InstanceId, Verdict | undefined>(
      instances.map(({ instanceId }) => [instanceId, undefined]),
    );
    for await (const batch of batches) {
      newest ??= batch;
      const found = await this.#verdictsOf(batch);
      for (const [id, verdict] of verdicts) verdicts.set(id, verdict ?? found.get(id));
      if ([...verdicts.values()].every((verdict) => verdict)) break;
    }
    return newest ? stepOf(newest, verdicts) : null;
  }

  async #verdictsOf({ batchId, counts }: BatchSummary): Promise<Verdicts> {
    const ended = counts.total - counts.pending - counts.in_progress;
    const kept = this.#judged.get(batchId);
    const judged = kept?.ended === ended ? kept : { ended, verdicts: await this.#judge(batchId) };
    this.#keep(batchId, judged);
    return judged.verdicts;
  }

  async #judge(batchId: string): Promise<Verdicts> {
    const verdicts = new Map<InstanceId, Verdict>();
    for await (const target of this.#executions.eachTarget(batchId)) {
      verdicts.set(target.instanceId, verdictOf(target, batchId));
    }
    return verdicts;
  }

  /** The batch that was asked for longest ago makes room. */
  #keep(batchId: string, judged: Judged): void {
    this.#judged.delete(batchId);
    this.#judged.set(batchId, judged);
    const [oldest] = this.#judged.keys();
    if (this.#judged.size > MAX_BATCHES && oldest !== undefined) this.#judged.delete(oldest);
  }
}

function stepOf(
  newest: BatchSummary,
  verdicts: ReadonlyMap<InstanceId, Verdict | undefined>,
): QcStep {
  const all = [...verdicts.values()];
  const isOpen = (verdict: Verdict | undefined) => !verdict || verdict.kind === "pending";
  return {
    batchId: newest.batchId,
    state: newest.state,
    at: newest.endedAt ?? newest.createdAt,
    scriptVersion: newest.scriptVersion,
    passed: all.flatMap((verdict) => verdict?.kind === "passed" ? [verdict.result] : []),
    failed: all.flatMap((verdict) => verdict?.kind === "failed" ? [verdict.result] : []),
    pending: [...verdicts].flatMap(([id, verdict]) => isOpen(verdict) ? [id] : []),
    underWay: all.flatMap((verdict) => verdict?.kind === "pending" ? [verdict.result] : []),
  };
}

function verdictOf(target: TargetDetail, batchId: string): Verdict {
  const { instanceId, name, state, stdout } = target;
  if (state === "pending" || state === "in_progress") {
    return { kind: "pending", result: { instanceId, batchId } };
  }
  const report = parseQcReport(stdout);
  const verdict = qcVerdict(report);
  const instance = { instanceId, batchId, name, state };
  if (state === "success" && report && verdict.passes) {
    return { kind: "passed", result: { ...instance, ...report } };
  }
  const reasons = state === "success"
    ? verdict.reasons
    : [endReason(target), ...report ? verdict.reasons : []];
  return { kind: "failed", result: { ...instance, reasons, report } };
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
} as const satisfies Record<TargetDetail["state"], string>;

/** Why a script did not succeed, with what it said last. */
function endReason({ state, exitCode, summary }: TargetDetail): string {
  const end = state === "failed" && exitCode !== null
    ? `${ENDS.failed} with exit code ${exitCode}`
    : ENDS[state];
  return summary === "" ? end : `${end}: ${summary}`;
}
