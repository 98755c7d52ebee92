import type { Batch, Chunk } from "./model.ts";

/** What is to be done with a chunk now. */
export type Task =
  | {
    readonly kind: "send";
    readonly chunk: Chunk;
    /** What the batch's budget leaves for it. */
    readonly concurrency: number;
  }
  /** More errors than allowed: its targets are never sent. */
  | { readonly kind: "give_up"; readonly chunk: Chunk }
  /** Somebody has cancelled the batch: its targets are never sent. */
  | { readonly kind: "drop"; readonly chunk: Chunk }
  /** It may have been sent. */
  | { readonly kind: "reconcile"; readonly chunk: Chunk }
  | { readonly kind: "cancel"; readonly chunk: Chunk }
  | { readonly kind: "poll"; readonly chunk: Chunk };

/** All that decides what is to be done. */
export interface Standing {
  readonly batch: Batch;
  readonly chunks: readonly Chunk[];
  /** What is being done already, by number of the chunk. */
  readonly busy: ReadonlyMap<number, Task>;
  /** Wall time in ms since 1970. */
  readonly nowMs: number;
}

/**
 * Decides what is to be done now. One budget of concurrency and errors counts over all accounts,
 * regions and partitions.
 *
 * @param standing The batch as it is stored, and what is being done.
 * @returns The tasks, those for commands on their way first.
 */
export function dueTasks(standing: Standing): readonly Task[] {
  const { batch, chunks, busy, nowMs } = standing;
  const due = chunks.filter((chunk) =>
    chunk.state !== "settled" && !busy.has(chunk.n) && chunk.dueAtMs <= nowMs &&
    !batch.waitingFor.includes(chunk.partition)
  );
  const planned = chunks.filter((chunk) => chunk.state === "planned" && !busy.has(chunk.n));
  if (batch.isCancelRequested) {
    return [...due.flatMap(taskOf), ...planned.map((chunk) => ({ kind: "drop", chunk }) as const)];
  }
  if (!maySend(batch)) {
    return [
      ...due.flatMap(taskOf),
      ...planned.map((chunk) => ({ kind: "give_up", chunk }) as const),
    ];
  }
  return [...due.flatMap(taskOf), ...sends(due, standing)];
}

/**
 * Tells whether a batch can do nothing before somebody signs in, though a partition has credentials:
 * what waits elsewhere may be running still and keeps the whole budget.
 *
 * @param overview The batch and its chunks, none of which is due.
 * @returns Whether it is held up.
 */
export function isHeldUp({ batch, chunks }: Pick<Standing, "batch" | "chunks">): boolean {
  const others = chunks.filter(({ state, partition }) =>
    state !== "settled" && !batch.waitingFor.includes(partition)
  );
  if (batch.waitingFor.length === 0 || others.some(({ state }) => state !== "planned")) {
    return false;
  }
  return sends(others, { batch, chunks, busy: new Map(), nowMs: 0 }).length === 0;
}

function taskOf(chunk: Chunk): readonly Task[] {
  if (chunk.state === "sending") return [{ kind: "reconcile", chunk }];
  if (chunk.state !== "sent") return [];
  return [{ kind: chunk.isCancelDue ? "cancel" : "poll", chunk }];
}

/** Whether a batch sends anything more: it is not cancelled, and bears what has failed so far. */
export function maySend(batch: Pick<Batch, "limits" | "counts" | "isCancelRequested">): boolean {
  return !batch.isCancelRequested && (errorsLeftOf(batch) ?? 0) >= 0;
}

/**
 * How many errors a batch still bears; `null` when it bears all. What counts against MaxErrors at
 * AWS counts here too (Run Command user guide).
 */
export function errorsLeftOf({ limits, counts }: Pick<Batch, "limits" | "counts">): number | null {
  return limits.maxErrors === null ? null : limits.maxErrors - counts.failed - counts.timed_out;
}

/**
 * A chunk waits until the budget leaves enough for it, or half of all: a command keeps the
 * concurrency it was sent with to its end, so crumbs would make it slow.
 */
function sends(
  due: readonly Chunk[],
  { batch, chunks, busy }: Standing,
): readonly Task[] {
  const { maxConcurrency } = batch.limits;
  let left = maxConcurrency - chunks.reduce((sum, chunk) => sum + usedBy(chunk, busy), 0);
  const tasks: Task[] = [];
  for (const chunk of due) {
    if (chunk.state !== "planned") continue;
    if (left < Math.min(chunk.open, Math.ceil(maxConcurrency / 2))) break;
    const concurrency = Math.min(chunk.open, left);
    tasks.push({ kind: "send", chunk, concurrency });
    left -= concurrency;
  }
  return tasks;
}

function usedBy({ n, state, concurrency, open }: Chunk, busy: Standing["busy"]): number {
  if (state === "sending" || state === "sent") return Math.min(concurrency, open);
  const task = busy.get(n);
  return task?.kind === "send" ? task.concurrency : 0;
}
