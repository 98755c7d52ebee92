import type { Overview } from "./overview.ts";

interface Quiet {
  readonly version: number;
  readonly untilMs: number;
}

/**
 * Remembers until when nothing is due in a batch, so that its header alone tells whether to look at
 * its chunks: whatever makes one of them due earlier moves the header's version in the same commit.
 */
export class QuietBatches {
  readonly #quiet = new Map<string, Quiet>();

  /**
   * Tells whether nothing is due for certain.
   *
   * @param batch The batch as it is stored now.
   * @param nowMs Wall time, in ms since 1970.
   * @returns `false` when its chunks have to be looked at.
   */
  has({ batchId, version }: Overview["batch"], nowMs: number): boolean {
    const quiet = this.#quiet.get(batchId);
    return quiet?.version === version && nowMs < quiet.untilMs;
  }

  /**
   * Remembers a batch of which nothing is due.
   *
   * @param overview The batch, read before its chunks.
   * @param nowMs Wall time, in ms since 1970.
   */
  add({ batch: { batchId, version }, chunks }: Overview, nowMs: number): void {
    const times = chunks.filter(({ state, dueAtMs }) => state !== "settled" && dueAtMs > nowMs)
      .map(({ dueAtMs }) => dueAtMs);
    this.#quiet.set(batchId, { version, untilMs: Math.min(...times) });
  }

  /**
   * Forgets the batches that have ended.
   *
   * @param active The ids of the others.
   */
  retain(active: readonly string[]): void {
    const kept = new Set(active);
    for (const batchId of this.#quiet.keys()) {
      if (!kept.has(batchId)) this.#quiet.delete(batchId);
    }
  }
}
