import { formatDuration, type Partition } from "@/lib/base/mod.ts";
import type { HeldCredentials } from "@/lib/credentials/mod.ts";
import { askCell, type AskOptions, unanswered } from "./ask_cell.ts";
import type { Cell } from "./cells.ts";
import type { InstanceConnectivity } from "./view.ts";

/** Whom to ask, as whom, and for how long. */
export interface AskCellsOptions extends Omit<AskOptions, "held" | "signal"> {
  /** Who is signed in where. */
  readonly held: ReadonlyMap<Partition, HeldCredentials>;
  /** How long all of it may take, in ms. */
  readonly deadlineMs: number;
  /** The caller's. */
  readonly signal?: AbortSignal | undefined;
}

/** How many cells are asked at once; AWS limits the calls of each account and region. */
const CONCURRENCY = 20;

/**
 * Asks Systems Manager for the servers of all cells. What is not answered at the deadline becomes
 * `error`, so that no server is lost.
 *
 * @param cells The servers.
 * @param options Whom to ask, as whom, and for how long.
 * @returns One result for each server, in no order.
 * @throws The signal's reason when the caller aborted.
 */
export async function askCells(
  cells: readonly Cell[],
  { held, deadlineMs, signal, ...options }: AskCellsOptions,
): Promise<readonly InstanceConnectivity[]> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMs);
  const ends = AbortSignal.any([deadline.signal, ...signal ? [signal] : []]);

  async function answerOf(cell: Cell): Promise<readonly InstanceConnectivity[]> {
    const holder = held.get(cell.partition);
    if (!holder) return unanswered(cell, { ...options, message: "Nobody is signed in there." });
    try {
      return await askCell(cell, { ...options, held: holder, signal: ends });
    } catch (error) {
      signal?.throwIfAborted();
      if (!deadline.signal.aborted) throw error;
      const message = `AWS did not answer within ${formatDuration(deadlineMs)}. Check it again.`;
      return unanswered(cell, { ...options, message });
    }
  }

  const results: InstanceConnectivity[] = [];
  const queue = cells.values();
  const work = async () => {
    for (const cell of queue) results.push(...await answerOf(cell));
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return results;
  } finally {
    clearTimeout(timer);
    // After a fault nobody waits for the other cells.
    deadline.abort();
  }
}
