import type { Partition } from "@/lib/base/mod.ts";
import type { Session } from "@/lib/credentials/mod.ts";
import { access, actorOf } from "./access.ts";
import { commandsOf } from "./batch_view.ts";
import type { ExecutionAudit } from "./execution_audit.ts";
import type { ExecutionsOptions } from "./executions_options.ts";
import { cancelTargets, lendTo, namedTargets, openPartitions } from "./manage.ts";
import type { Batch } from "./model.ts";
import { readBatch, readChunks } from "./overview.ts";
import { parseRequest } from "./prepare.ts";
import { type CancelRequest, cancelRequestSchema } from "./requests.ts";
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
    if (parsed.kind !== "parsed") return await this.#audit.refused(session, parsed, batchId);
    const running = await this.#running(session, batchId);
    if (running.kind !== "running") return running;
    const { instanceIds = null } = parsed.request;
    const named = await namedTargets(this.#options.store, batchId, instanceIds ?? undefined);
    if (named.kind === "invalid") return await this.#audit.refused(session, named, batchId);
    const lending = { session, access: running.access, cancelsAll: instanceIds === null };
    await lendTo(this.#options, batchId, lending);
    await cancelTargets(this.#options, batchId, instanceIds);
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
   * @param partition Where.
   * @param batchIds The batches that have not ended.
   * @throws {AppError} `store_busy` or `store_unavailable` (503), `signed_out` (401).
   */
  async renew(
    session: Session,
    partition: Partition,
    batchIds: readonly string[],
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
    const held = await access(session, { credentials, partitions, accounts });
    if (held.kind !== "held") return await this.#audit.refused(session, held, batchId);
    return { kind: "running", batch, access: held } as const;
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
