import { commitChunk, type Committer } from "./commits.ts";
import type { Target } from "./model.ts";
import { readChunks } from "./overview.ts";

/**
 * Cancels targets: what was not sent ends at once, for the rest SSM is to be asked.
 *
 * @param options The store, the clock, and what an ended batch lets go of.
 * @param request The batch, and which of its targets; all when `null`.
 * @throws {AppError} `store_busy` or `store_unavailable` (503); asking again is safe.
 */
export async function cancelTargets(
  options: Omit<Committer, "batchId" | "lease">,
  { batchId, instanceIds }: {
    readonly batchId: string;
    readonly instanceIds: readonly Target["instanceId"][] | null;
  },
): Promise<void> {
  const { store, clock } = options;
  const asked = new Set<number>();
  // Splitting a chunk meanwhile moves targets to a new one.
  for (;;) {
    const chunks = (await readChunks(store, batchId))
      .filter(({ n, state }) => state !== "settled" && !asked.has(n));
    if (chunks.length === 0) return;
    for (const { n } of chunks) {
      asked.add(n);
      const event = { kind: "cancel_requested", instanceIds, atMs: clock.now() } as const;
      await commitChunk({ ...options, batchId }, n, { event });
    }
  }
}
