import { environmentOfPartition, SECOND_MS } from "@/lib/base/mod.ts";
import type { Batch, Chunk } from "./model.ts";
import type { Overview, Placed } from "./overview.ts";
import { predictedSeconds } from "./plan.ts";
import {
  type BatchSummary,
  type BatchView,
  type CommandView,
  hasEnded,
  type TargetView,
} from "./view.ts";

/** Shows a batch in a list. */
export function batchSummary(batch: Batch): BatchSummary {
  const { batchId, scriptId, scriptName, scriptVersion, change, actor, state, retryOf } = batch;
  return {
    ...{ batchId, scriptId, scriptName, scriptVersion, change, actor, state, retryOf },
    createdAt: isoTime(batch.createdAtMs),
    endedAt: isoTimeOrNull(batch.endedAtMs),
    counts: batch.counts,
  };
}

/** Shows a batch with its commands, and until when it can work by itself. */
export function batchView(
  { batch, chunks }: Overview,
  credentialsEndAt: BatchView["credentialsEndAt"],
): BatchView {
  return {
    ...batchSummary(batch),
    version: batch.version,
    commands: commandsOf(batch, chunks),
    waitingFor: batch.waitingFor,
    partitions: batch.partitions,
    credentialsEndAt,
    predictedEndAt: predictedEndAt(batch),
    checkedAt: isoTimeOrNull(batch.checkedAtMs),
  };
}

/** The commands of a batch; what is skipped for its platform never becomes one. */
export function commandsOf(batch: Batch, chunks: readonly Chunk[]): readonly CommandView[] {
  return chunks.filter(({ platform }) => platform === batch.platform)
    .map(({ account, region, commandId, state }) => ({ account, region, commandId, state }));
}

/** Shows a target in a table; what has not ended says what it waits for. */
export function targetView({ chunk, target }: Placed, batch: Batch): TargetView {
  const { instanceId, name, state, exitCode, startedAtMs, endedAtMs } = target;
  return {
    instanceId,
    account: chunk.account,
    region: chunk.region,
    name,
    state,
    exitCode,
    startedAt: isoTimeOrNull(startedAtMs),
    endedAt: isoTimeOrNull(endedAtMs),
    summary: summaryOf({ chunk, target }, batch),
  };
}

function summaryOf({ chunk, target }: Placed, { waitingFor }: Batch): string {
  if (target.state !== "pending" && target.state !== "in_progress") return target.summary;
  if (waitingFor.includes(chunk.partition)) {
    const environment = environmentOfPartition(chunk.partition).toUpperCase();
    return `${environment} credentials ended: waiting for sign-in`;
  }
  const progress = progressOf({ chunk, target });
  return chunk.note === "" ? progress : `${progress}; AWS does not tell more: ${chunk.note}`;
}

function progressOf({ chunk, target }: Placed): string {
  if (target.isCancelRequested) return "cancelling: Systems Manager has not confirmed it";
  if (target.state === "in_progress") return "running";
  switch (chunk.state) {
    case "planned":
      return "waiting";
    case "sending":
      return "being sent";
    case "sent":
    case "settled":
      return "sent, waiting for the server";
    default:
      return chunk.state satisfies never;
  }
}

/** From the last change and not from now, so that the view changes with its version only. */
function predictedEndAt(batch: Batch): string | null {
  const { state, counts, limits, expectedSeconds, updatedAtMs } = batch;
  if (hasEnded(state) || state === "waiting_credentials") return null;
  const open = counts.pending + counts.in_progress;
  const { maxConcurrency } = limits;
  const leftMs = predictedSeconds({ open, maxConcurrency, expectedSeconds }) * SECOND_MS;
  return isoTime(updatedAtMs + leftMs);
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/** Writes a time, where there is one. */
export function isoTimeOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : isoTime(timeMs);
}
