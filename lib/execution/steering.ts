import { type Partition, PARTITIONS } from "@/lib/base/mod.ts";
import type { Session } from "@/lib/credentials/mod.ts";
import { accessOf, actorOf } from "./access.ts";
import { commandsOf } from "./batch_view.ts";
import { cancelTargets } from "./cancel_targets.ts";
import type { ExecutionAudit } from "./execution_audit.ts";
import type { ExecutionsOptions } from "./executions_options.ts";
import { lendTo } from "./lend_to.ts";
import type { Batch } from "./model.ts";
import { namedTargets } from "./named_targets.ts";
import { readBatch, readChunks } from "./overview.ts";
import { type CancelRequest, cancelRequestSchema, parseRequest } from "./requests.ts";
import type { StartResult } from "./starter.ts";
import { hasEnded } from "./view.ts";

/** Changes batches that run, on an operator's word. */
export class Steering {
  readonly #options: ExecutionsOptions;
  readonly #audit: ExecutionAudit;

  /**
   * Changes nothing yet.
   *
   * @param options What executions work with.
   * @param audit Who did what.
   */
  constructor(options: ExecutionsOptions, audit: ExecutionAudit) {
    this.#options = options;
    this.#audit = audit;
  }

  /** Does what `Executions.cancel()` says. */
  async cancel(session: Session, batchId: string, input: CancelRequest): Promise<StartResult> {
    const parsed = parseRequest(cancelRequestSchema, input);
    if (parsed.kind !== "parsed") {
      return await this.#audit.refused(session, parsed, { subject: batchId });
    }
    const running = await this.#running(session, batchId);
    if (running.kind !== "running") return running;
    const { instanceIds } = parsed.request;
    const named = instanceIds &&
      await namedTargets(this.#options.store, { batchId, instanceIds });
    if (named?.kind === "invalid") {
      return await this.#audit.refused(session, named, { subject: batchId });
    }
    const lending = { session, access: running.access, cancelsAll: !instanceIds };
    await lendTo(this.#options, batchId, lending);
    await cancelTargets(this.#options, { batchId, instanceIds: instanceIds ?? null });
    return await this.#changed(session, running.batch, {
      action: "execution_cancelled",
      named: instanceIds?.length ?? 0,
    });
  }

  /** Does what `Executions.resume()` says. */
  async resume(session: Session, batchId: string): Promise<StartResult> {
    const running = await this.#running(session, batchId);
    if (running.kind !== "running") return running;
    const { batch, access } = running;
    await lendTo(this.#options, batchId, { session, access });
    return await this.#changed(session, batch, { action: "execution_resumed" });
  }

  /**
   * Lends what a session holds in a partition to those of the batches that the same identity has
   * lent to before.
   *
   * @param session The session.
   * @param options Where, and the batches that have not ended.
   * @throws {AppError} `store_busy` or `store_unavailable` (503), `signed_out` (401).
   */
  async renew(
    session: Session,
    { partition, batchIds }: {
      readonly partition: Partition;
      readonly batchIds: readonly string[];
    },
  ): Promise<void> {
    const own = await this.#options.credentials.held(session, partition);
    if (!own) return;
    const access = { kind: "held", held: new Map([[partition, own]]) } as const;
    for (const batchId of batchIds) {
      await lendTo(this.#options, batchId, { session, access, isRenewal: true });
    }
  }

  async #running(session: Session, batchId: string) {
    const { store, credentials } = this.#options;
    const batch = await readBatch(store, batchId);
    if (!batch) return { kind: "unknown_batch", batchId } as const;
    if (hasEnded(batch.state)) {
      return { kind: "nothing_to_do", reason: "The batch has ended." } as const;
    }
    const partitions = openPartitions(batch);
    const { accounts } = batch;
    const access = await accessOf(session, { credentials, partitions, accounts });
    if (access.kind !== "held") {
      return await this.#audit.refused(session, access, { subject: batchId });
    }
    return { kind: "running", batch, access } as const;
  }

  async #changed(
    session: Session,
    batch: Batch,
    { action, ...details }: { readonly action: string; readonly named?: number },
  ): Promise<StartResult> {
    const { batchId, counts } = batch;
    const actor = actorOf(session, openPartitions(batch));
    await this.#audit.append({ actor, action, details: { batchId, ...details } });
    const chunks = commandsOf(batch, await readChunks(this.#options.store, batchId)).length;
    return { kind: "started", batchId, targets: counts.total, chunks };
  }
}

/** Where a batch has targets that have not ended. */
function openPartitions({ open }: Batch): readonly Partition[] {
  return PARTITIONS.filter((partition) => open[partition] > 0);
}
