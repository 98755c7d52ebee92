import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "@/lib/base/mod.ts";
import { cancelCommand } from "./cancel_command.ts";
import { commitBatch, commitChunk } from "./commits.ts";
import { dispatch, giveUp } from "./dispatch.ts";
import { dueTasks, isHeldUp, type Task } from "./due_tasks.ts";
import type { Run } from "./engine.ts";
import { type Overview, readOverview } from "./overview.ts";
import { poll } from "./poll.ts";
import { reconcile } from "./reconcile.ts";
import { TaskPool } from "./task_pool.ts";
import { hasEnded } from "./view.ts";

const POOL = { total: 8, perCell: 2 };
const OVER_LIMIT = "Not run: the error limit of the batch was reached before.";

/**
 * Does everything for a batch that is due, until nothing is. A slow region does not hold the others:
 * while it is waited for, what becomes due elsewhere is done.
 *
 * @param run The batch under its lease.
 * @param isStopping Tells that no further task may begin.
 * @throws {AppError} The first error of a task; the others have ended too.
 */
export async function carryOn(run: Run, isStopping: () => boolean): Promise<void> {
  const pool = new TaskPool(POOL);
  const busy = new Map<number, Task>();
  const failures: unknown[] = [];
  while (failures.length === 0 && !isStopping() && !run.signal.aborted) {
    const overview = await readOverview(run.store, run.batchId);
    if (!overview || hasEnded(overview.batch.state)) break;
    for (const task of dueTasks({ ...overview, busy, nowMs: run.clock.now() })) {
      const { chunk } = task;
      busy.set(chunk.n, task);
      pool.add(`${chunk.account} ${chunk.region}`, async () => {
        try {
          await work(run, task, overview);
        } catch (error) {
          failures.push(error);
          pool.clear();
        } finally {
          busy.delete(chunk.n);
        }
      });
    }
    if (pool.isIdle) {
      await noteHoldUp(run, overview);
      break;
    }
    await idleOr(pool, run.timings.tickMs);
  }
  pool.clear();
  await pool.idle();
  if (failures.length > 0) throw worst(failures, run.signal);
}

function work(run: Run, task: Task, overview: Overview): Promise<void> {
  switch (task.kind) {
    case "send":
      return dispatch(run, task, overview);
    case "give_up":
      return giveUp(run, { chunk: task.chunk, reason: OVER_LIMIT });
    case "drop":
      return drop(run, task.chunk);
    case "reconcile":
      return reconcile(run, task.chunk, overview);
    case "cancel":
      return cancelCommand(run, task.chunk, overview);
    case "poll":
      return poll(run, task.chunk, overview);
    default:
      return task satisfies never;
  }
}

async function noteHoldUp(run: Run, overview: Overview): Promise<void> {
  if (overview.batch.isHeldUp || !isHeldUp(overview)) return;
  await commitBatch(run, (batch) => ({ ...batch, isHeldUp: true }));
}

async function drop(run: Run, { n }: Task["chunk"]): Promise<void> {
  const event = { kind: "cancel_requested", instanceIds: null, atMs: run.clock.now() } as const;
  await commitChunk(run, n, { event });
}

async function idleOr(pool: TaskPool, limitMs: number): Promise<void> {
  const timer = new AbortController();
  const late = delay(limitMs, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([pool.idle(), late]);
  timer.abort();
}

/** Losing the lease, or the store, is no fault of the batch; another error tells more. */
function worst(failures: readonly unknown[], { aborted, reason }: AbortSignal): unknown {
  const isPassing = (error: unknown) =>
    error instanceof AppError ? error.status === 503 : aborted && error === reason;
  return failures.find((error) => !isPassing(error)) ?? failures[0];
}
