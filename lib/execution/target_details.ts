import { z } from "zod";
import type { Store } from "@/lib/store/mod.ts";
import { targetView } from "./batch_view.ts";
import { isBatchId, outputKey, targetsPrefix } from "./keys.ts";
import { type Batch, batchRecord, chunkRecord, targetsRecord, targetsSchema } from "./model.ts";
import { type Placed, readBatch, readChunks, readTargets } from "./overview.ts";
import type { TargetDetail } from "./view.ts";

/** How many batches are remembered: at most 10,000 targets each, some 100 bytes a target. */
const MAX_REMEMBERED = 20;

/** In which chunk each server of a batch stands. */
interface Places {
  /** Splitting a chunk moves targets and adds a chunk: an equal number means equal places. */
  readonly chunkCount: number;
  readonly byInstance: ReadonlyMap<string, number>;
}

/** A target with its output, or which of both names is unknown. */
export type FoundTarget =
  | TargetDetail
  | { readonly kind: "unknown_batch" }
  | { readonly kind: "unknown_target" };

/** Targets of batches with their whole output. */
export class TargetDetails {
  readonly #store: Store;
  readonly #places = new Map<string, Places>();

  /**
   * Remembers nothing yet.
   *
   * @param store The store.
   */
  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Reads one target. The first one of a batch is searched in all chunks, later ones in their own.
   *
   * @param batchId The batch.
   * @param instanceId The server.
   * @returns The target, or which of both is unknown.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  async find(batchId: string, instanceId: string): Promise<FoundTarget> {
    if (!isBatchId(batchId)) return { kind: "unknown_batch" };
    const places = this.#places.get(batchId);
    const n = places?.byInstance.get(instanceId) ?? 0;
    const [batch, chunk, targets] = await this.#store.read([
      batchRecord(batchId),
      chunkRecord(batchId, n),
      targetsRecord(batchId, n),
    ]);
    if (!batch) return { kind: "unknown_batch" };
    const isPlaced = places?.chunkCount === batch.chunkCount;
    const placed = isPlaced
      ? (targets ?? []).flatMap((target) => chunk ? [{ chunk, target }] : [])
      : await this.#readPlaced(batchId);
    const found = placed.filter(({ target }) => target.instanceId === instanceId);
    const [detail] = await detailsOf(this.#store, { batch, placed: found });
    return detail ?? { kind: "unknown_target" };
  }

  /**
   * Reads all targets of a batch in one pass, a chunk at a time.
   *
   * @param batchId The batch.
   * @returns The targets in the order of the chunks; none when there is no such batch.
   * @throws {AppError} `store_unavailable` (503), `record_invalid` (500).
   */
  async *each(batchId: string): AsyncGenerator<TargetDetail, void> {
    const store = this.#store;
    const batch = await readBatch(store, batchId);
    if (!batch) return;
    const chunks = new Map((await readChunks(store, batchId)).map((chunk) => [chunk.n, chunk]));
    for await (
      const { key, value } of store.list({ prefix: targetsPrefix(batchId), schema: targetsSchema })
    ) {
      const chunk = chunks.get(Number(key.at(-1)));
      if (!chunk) continue;
      yield* await detailsOf(store, { batch, placed: value.map((target) => ({ chunk, target })) });
    }
  }

  async #readPlaced(batchId: string): Promise<readonly Placed[]> {
    const placed = await readTargets(this.#store, batchId);
    const byInstance = new Map(placed.map(({ chunk: { n }, target }) => [target.instanceId, n]));
    const chunkCount = new Set(byInstance.values()).size;
    this.#places.delete(batchId);
    this.#places.set(batchId, { chunkCount, byInstance });
    const [oldest] = this.#places.keys();
    if (this.#places.size > MAX_REMEMBERED && oldest !== undefined) this.#places.delete(oldest);
    return placed;
  }
}

/** The outputs of all targets that are given are read at the same time. */
async function detailsOf(
  store: Store,
  { batch, placed }: { readonly batch: Batch; readonly placed: readonly Placed[] },
): Promise<readonly TargetDetail[]> {
  const { batchId } = batch;
  return await Promise.all(placed.map(async ({ chunk, target }) => {
    const { instanceId, stdoutParts, stderrParts, isTruncated } = target;
    const place = { batchId, instanceId };
    const [stdout, stderr] = await Promise.all([
      readOutput(store, { ...place, stream: "stdout", parts: stdoutParts }),
      readOutput(store, { ...place, stream: "stderr", parts: stderrParts }),
    ]);
    return { ...targetView({ chunk, target }, batch), stdout, stderr, truncated: isTruncated };
  }));
}

async function readOutput(
  store: Store,
  { batchId, instanceId, stream, parts }: {
    readonly batchId: string;
    readonly instanceId: string;
    readonly stream: "stdout" | "stderr";
    readonly parts: number;
  },
): Promise<string> {
  const records = Array.from({ length: parts }, (_, part) => ({
    key: outputKey(batchId, { instanceId, stream, part }),
    schema: z.string(),
  }));
  return (await store.read(records)).join("");
}
