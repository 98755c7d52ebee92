import { AppError } from "@/lib/base/mod.ts";
import type { BatchCredentials } from "@/lib/credentials/mod.ts";
import {
  fenced,
  type Lease,
  type StoredRecords,
  type Transition,
  type Update,
  type Write,
} from "@/lib/store/mod.ts";
import type { ChunkEvent } from "./chunk_event.ts";
import { maySend } from "./due_tasks.ts";
import type { Engine } from "./engine.ts";
import { activeBatchKey, batchKey, chunkKey, targetsKey } from "./keys.ts";
import {
  type Batch,
  batchRecord,
  type Chunk,
  chunkRecord,
  isOpen,
  type Target,
  targetsRecord,
  type Work,
} from "./model.ts";
import { settledBatch, stepBatch } from "./step_batch.ts";
import { stepChunk } from "./step_chunk.ts";
import { hasEnded } from "./view.ts";

/** A commit is worth waiting for: what it records has happened. */
const COMMIT = { deadlineMs: 5_000 };

/** What a commit works with. */
export type Committer = Pick<Engine, "store" | "clock"> & {
  readonly batchId: string;
  /** What an ended batch lets go of. */
  readonly batchCredentials: Pick<BatchCredentials, "erasure">;
  /** Whoever changes a batch on an operator's word needs none; the records are checked anyway. */
  readonly lease?: Lease;
};

/** What was committed. */
export interface Committed extends Work {
  readonly batch: Batch;
}

/**
 * Commits what happened to a chunk: the chunk, its targets and the batch's header, if none of them
 * moved meanwhile and the lease still holds.
 *
 * @param committer The store, the batch and the lease.
 * @param n The chunk.
 * @param options What happened, and what else belongs to it, such as outputs.
 * @returns What is stored now; `null` when the event came too late and nothing was written.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503); it may have landed,
 * and the next look at the chunk tells.
 */
export function commitChunk(
  committer: Committer,
  n: number,
  { event, also }: { readonly event: ChunkEvent; readonly also?: Write },
): Promise<Committed | null> {
  const { batchId, clock } = committer;
  return transactChunk(committer, n, ({ batch, ...before }) => {
    // The overview that chose it may be older than what has failed since.
    if (event.kind === "intended" && !maySend(batch)) return { result: null };
    const after = stepChunk(before, event);
    if (!after) return { result: null };
    const stepped = stepBatch(batch, { before, after, atMs: clock.now() });
    const next = event.kind === "polled" ? { ...stepped, checkedAtMs: event.atMs } : stepped;
    return {
      result: { ...after, batch: next },
      write: (atomic) => {
        atomic.set(chunkKey(batchId, n), after.chunk);
        if (after.targets !== before.targets) atomic.set(targetsKey(batchId, n), after.targets);
        if (next !== batch) writeBatch(committer, next)(atomic);
        also?.(atomic);
      },
    };
  });
}

/**
 * Commits a change of a batch's header.
 *
 * @param committer The store, the batch and the lease.
 * @param change Gives the header as it should be; the same one to write nothing.
 * @returns The header as stored.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503).
 */
export function commitBatch(
  committer: Committer & { readonly lease: Lease },
  change: (batch: Batch) => Batch | Promise<Batch>,
): Promise<Batch> {
  const { batchId, clock, store, lease } = committer;
  const update: Update<readonly [Batch], Batch> = async ([batch]) => {
    if (!batch) throw notWhole(batchId, 0);
    const changed = await change(batch);
    if (changed === batch) return { result: batch };
    const next = settledBatch(changed, clock.now());
    return { result: next, write: writeBatch(committer, next) };
  };
  return store.transact([lease.record, batchRecord(batchId)], fenced(lease, update), COMMIT);
}

/**
 * Splits a chunk that AWS refuses without saying for which server, so that halving finds it.
 *
 * @param committer The store, the batch and the lease.
 * @param n The chunk, planned, with two open targets or more.
 * @returns Nothing; a chunk that is not planned any more stays whole.
 * @throws {AppError} `lease_lost`, `store_busy` or `store_unavailable` (503).
 */
export function splitChunk(committer: Committer, n: number): Promise<void> {
  const { batchId } = committer;
  return transactChunk(committer, n, ({ batch, chunk, targets }) => {
    const half = Math.ceil(targets.length / 2);
    if (chunk.state !== "planned" || half === targets.length) return { result: undefined };
    const halves = [
      { n, part: targets.slice(0, half) },
      { n: batch.chunkCount, part: targets.slice(half) },
    ];
    const next = settledBatch(
      { ...batch, chunkCount: batch.chunkCount + 1 },
      committer.clock.now(),
    );
    return {
      result: undefined,
      write: (atomic) => {
        for (const { n: number, part } of halves) {
          const open = part.filter(isOpen).length;
          const state = open === 0 ? "settled" : chunk.state;
          const head: Chunk = { ...chunk, n: number, open, state };
          atomic.set(chunkKey(batchId, number), head).set(targetsKey(batchId, number), part);
        }
        writeBatch(committer, next)(atomic);
      },
    };
  });
}

/** A batch that ends lets go of what it was lent, in the same commit. */
function writeBatch({ batchCredentials, batchId }: Committer, batch: Batch): Write {
  return (atomic) => {
    atomic.set(batchKey(batchId), batch);
    if (!hasEnded(batch.state)) return;
    atomic.delete(activeBatchKey(batchId));
    batchCredentials.erasure(batchId)(atomic);
  };
}

type ChunkValues = readonly [Batch, Chunk, readonly Target[]];

function transactChunk<Result>(
  { store, lease, batchId }: Committer,
  n: number,
  update: (records: { readonly batch: Batch } & Work) => Transition<Result>,
): Promise<Result> {
  const records: StoredRecords<ChunkValues> = [
    batchRecord(batchId),
    chunkRecord(batchId, n),
    targetsRecord(batchId, n),
  ];
  const whole: Update<ChunkValues, Result> = ([batch, chunk, targets]) => {
    if (!batch || !chunk || !targets) throw notWhole(batchId, n);
    return update({ batch, chunk, targets });
  };
  return lease
    ? store.transact([lease.record, ...records], fenced(lease, whole), COMMIT)
    : store.transact(records, whole, COMMIT);
}

function notWhole(batchId: string, n: number): AppError {
  return new AppError(`Cannot change the batch "${batchId}": chunk ${n} is not stored`, {
    code: "record_invalid",
    status: 500,
    publicMessage: "A stored batch is not whole. The operators of this tool have to look at it.",
  });
}
