import type { InstanceId } from "@/lib/base/mod.ts";
import type { ChangeInstance } from "@/lib/changes/mod.ts";
import type { BatchSummary, Executions, TargetDetail } from "@/lib/execution/mod.ts";
import type { Judgement } from "./judgements.ts";
import type { PatchStep, StepFailed, StepPassed, UnderWay } from "./view.ts";

/** Batches whose verdicts are kept, each with up to 10,000 servers of some hundred bytes. */
const MAX_BATCHES = 16;

type Verdict<Report> =
  | { readonly kind: "passed"; readonly result: StepPassed<Report> }
  | { readonly kind: "failed"; readonly result: StepFailed<Report> }
  | { readonly kind: "pending"; readonly result: UnderWay };

type Verdicts<Report> = ReadonlyMap<InstanceId, Verdict<Report>>;

/** A batch as it was judged when so many of its targets had ended. */
interface Judged<Report> {
  readonly ended: number;
  readonly verdicts: Verdicts<Report>;
}

/** The verdicts of the batches of a step. A result is written once: they stay until another target ends. */
export class StepResults<Report> {
  readonly #executions: Pick<Executions, "eachTarget">;
  readonly #judgement: Judgement<Report>;
  readonly #judged = new Map<string, Judged<Report>>();

  /**
   * Works on the batches of all changes.
   *
   * @param executions The batches and their results.
   * @param judgement How the step's output is read.
   */
  constructor(executions: Pick<Executions, "eachTarget">, judgement: Judgement<Report>) {
    this.#executions = executions;
    this.#judgement = judgement;
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
  ): Promise<PatchStep<Report> | null> {
    let newest: BatchSummary | undefined;
    const verdicts = new Map<InstanceId, Verdict<Report> | undefined>(
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

  async #verdictsOf(batch: BatchSummary): Promise<Verdicts<Report>> {
    const { batchId, counts } = batch;
    const ended = counts.total - counts.pending - counts.in_progress;
    const kept = this.#judged.get(batchId);
    const judged = kept?.ended === ended ? kept : { ended, verdicts: await this.#judge(batch) };
    this.#keep(batchId, judged);
    return judged.verdicts;
  }

  async #judge(batch: BatchSummary): Promise<Verdicts<Report>> {
    const verdicts = new Map<InstanceId, Verdict<Report>>();
    for await (const target of this.#executions.eachTarget(batch.batchId)) {
      verdicts.set(target.instanceId, verdictOf(target, { batch, judgement: this.#judgement }));
    }
    return verdicts;
  }

  /** The batch that was asked for longest ago makes room. */
  #keep(batchId: string, judged: Judged<Report>): void {
    this.#judged.delete(batchId);
    this.#judged.set(batchId, judged);
    const [oldest] = this.#judged.keys();
    if (this.#judged.size > MAX_BATCHES && oldest !== undefined) this.#judged.delete(oldest);
  }
}

function stepOf<Report>(
  newest: BatchSummary,
  verdicts: ReadonlyMap<InstanceId, Verdict<Report> | undefined>,
): PatchStep<Report> {
  const all = [...verdicts.values()];
  const isOpen = (verdict: Verdict<Report> | undefined) => !verdict || verdict.kind === "pending";
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

function verdictOf<Report>(
  target: TargetDetail,
  { batch: { batchId, scriptVersion }, judgement }: {
    readonly batch: BatchSummary;
    readonly judgement: Judgement<Report>;
  },
): Verdict<Report> {
  const { instanceId, name, state, endedAt, stdout } = target;
  if (state === "pending" || state === "in_progress") {
    return { kind: "pending", result: { instanceId, batchId } };
  }
  const report = judgement.parse(stdout);
  const found = judgement.reasons(report);
  const instance = { instanceId, batchId, scriptVersion, name, state, endedAt };
  if (state === "success" && report && found.length === 0) {
    return { kind: "passed", result: { ...instance, ...report } };
  }
  const isTold = state === "success" ||
    (judgement.isVerdictExitCode && state === "failed" && report && found.length > 0);
  const reasons = isTold ? found : [endReason(target), ...report ? found : []];
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
