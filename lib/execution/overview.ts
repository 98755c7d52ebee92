import type { Store } from "@/lib/store/mod.ts";
import { chunksPrefix, isBatchId, targetsPrefix } from "./keys.ts";
import {
  type Batch,
  batchRecord,
  type Chunk,
  chunkSchema,
  type Target,
  targetsSchema,
} from "./model.ts";

/** A batch with its chunks, without their targets. */
export interface Overview {
  readonly batch: Batch;
  readonly chunks: readonly Chunk[];
}

/**
 * Reads a batch.
 *
 * @param store The store.
 * @param batchId The batch.
 * @returns Its header, or `null` when there is none.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function readBatch(store: Store, batchId: string): Promise<Batch | null> {
  if (!isBatchId(batchId)) return null;
  const [batch] = await store.read([batchRecord(batchId)]);
  return batch;
}

/**
 * Reads a batch and its chunks.
 *
 * @param store The store.
 * @param batchId The batch.
 * @returns Both, or `null` when there is no such batch.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function readOverview(store: Store, batchId: string): Promise<Overview | null> {
  const batch = await readBatch(store, batchId);
  return batch && { batch, chunks: await readChunks(store, batchId) };
}

/**
 * Reads the chunks of a batch.
 *
 * @param store The store.
 * @param batchId The batch.
 * @returns The chunks by number.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function readChunks(store: Store, batchId: string): Promise<readonly Chunk[]> {
  const range = { prefix: chunksPrefix(batchId), schema: chunkSchema };
  return (await Array.fromAsync(store.list(range))).map(({ value }) => value);
}

/** A target and the chunk it belongs to. */
export interface Placed {
  readonly chunk: Chunk;
  readonly target: Target;
}

/**
 * Reads all targets of a batch.
 *
 * @param store The store.
 * @param batchId The batch.
 * @returns The targets in the order of the chunks.
 * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
 */
export async function readTargets(store: Store, batchId: string): Promise<readonly Placed[]> {
  const range = { prefix: targetsPrefix(batchId), schema: targetsSchema };
  const [chunks, lists] = await Promise.all([
    readChunks(store, batchId),
    Array.fromAsync(store.list(range)),
  ]);
  const byNumber = new Map(chunks.map((chunk) => [chunk.n, chunk]));
  return lists.flatMap(({ key, value }) => {
    const chunk = byNumber.get(Number(key.at(-1)));
    return chunk ? value.map((target) => ({ chunk, target })) : [];
  });
}
