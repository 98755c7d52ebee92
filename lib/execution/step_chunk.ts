import type { ChunkEvent, TargetEnd } from "./chunk_event.ts";
import { type Chunk, isOpen, type Target, type Work } from "./model.ts";

const CANCELLED_BEFORE = "Cancelled before it was sent: nothing was run.";
const CANCELLED_LATE = "May have run: it was cancelled while AWS did not tell whether it was sent.";

/**
 * What an event makes of a chunk: `planned → sending → sent → settled`. It is pure, and every
 * result is committed before the next effect, so a process may die between any two.
 *
 * @param work The chunk and its targets, as they are stored now.
 * @param event What happened.
 * @returns The chunk and targets to store; `null` when the event is about an earlier state, because
 * another writer came first, and nothing is to be written.
 */
export function stepChunk(work: Work, event: ChunkEvent): Work | null {
  const { chunk, targets } = work;
  switch (event.kind) {
    case "intended":
      if (chunk.state !== "planned") return null;
      return counted({
        ...chunk,
        state: "sending",
        runToken: event.runToken,
        concurrency: event.concurrency,
        waves: wavesOf(chunk, event.concurrency),
        intendedAtMs: event.atMs,
        sendAtMs: event.atMs,
        dueAtMs: event.dueAtMs,
      }, targets);
    case "resending":
      if (!isSending(chunk, event)) return null;
      return counted(
        { ...later(chunk, event), sendAtMs: event.atMs, note: "" },
        lost(targets, { ...event, summary: CANCELLED_LATE, isLost: isWithdrawn }),
      );
    case "lost":
      if (!isSending(chunk, event)) return null;
      return counted(chunk, lost(targets, { ...event, isLost: isNamedBy(event) }));
    case "accepted":
      if (!isSending(chunk, event)) return null;
      return counted({
        ...chunk,
        state: "sent",
        commandId: event.commandId,
        sentAtMs: chunk.sendAtMs,
        dueAtMs: event.dueAtMs,
        attempts: 0,
        refusals: 0,
        note: "",
        isCancelDue: targets.some(isWithdrawn),
      }, targets);
    case "declined":
      // What was sent twice may have run although the second sending was refused.
      if (!isSending(chunk, event) || chunk.sendAtMs !== chunk.intendedAtMs) return null;
      return counted({
        ...later(chunk, event),
        refusals: refusals(chunk, event),
        state: "planned",
        runToken: null,
        intendedAtMs: null,
        sendAtMs: null,
        concurrency: 0,
        note: "",
      }, cancelled(withEnds(targets, event), event.atMs));
    case "postponed":
      if (chunk.state === "settled") return null;
      return {
        chunk: { ...later(chunk, event), refusals: refusals(chunk, event), note: event.note },
        targets,
      };
    case "polled":
      if (chunk.state !== "sent" || chunk.commandId !== event.commandId) return null;
      return counted(
        { ...later(chunk, chunk.isCancelDue ? chunk : event), refusals: 0, note: "" },
        withEnds(withRunning(targets, event.running), event),
      );
    case "given_up": {
      if (chunk.state !== "planned") return null;
      const { summary, atMs } = event;
      const ended = targets.map(({ instanceId }) =>
        ({ instanceId, state: "skipped", summary }) as const
      );
      return counted(chunk, withEnds(targets, { ended, atMs }));
    }
    case "cancel_requested":
      return cancelRequested(work, event);
    case "cancel_sent":
      if (chunk.state !== "sent") return null;
      return { chunk: cancelSent(work, event), targets };
    default:
      return event satisfies never;
  }
}

function isSending(chunk: Chunk, { runToken }: { readonly runToken: string }): boolean {
  return chunk.state === "sending" && chunk.runToken === runToken;
}

function later(chunk: Chunk, { dueAtMs }: { readonly dueAtMs: number }): Chunk {
  return { ...chunk, dueAtMs, attempts: chunk.attempts + 1 };
}

function refusals(chunk: Chunk, { isRefused }: { readonly isRefused: boolean }): number {
  return chunk.refusals + Number(isRefused);
}

/** How many times the command's servers take turns. */
function wavesOf({ open }: Chunk, concurrency: number): number {
  return Math.ceil(open / Math.max(1, concurrency));
}

/** A chunk without open targets has nothing more to do. */
function counted(chunk: Chunk, targets: readonly Target[]): Work {
  const open = targets.filter(isOpen).length;
  if (open > 0) return { chunk: { ...chunk, open }, targets };
  return { chunk: { ...chunk, open, state: "settled", isCancelDue: false }, targets };
}

function cancelRequested(
  { chunk, targets }: Work,
  { instanceIds, atMs }: { readonly instanceIds: readonly string[] | null; readonly atMs: number },
): Work | null {
  if (chunk.state === "settled") return null;
  const isWanted = isNamedBy({ instanceIds });
  const isNew = (target: Target) => isOpen(target) && !target.isCancelRequested && isWanted(target);
  if (!targets.some(isNew)) return null;
  const marked = targets.map((target) =>
    isNew(target) ? { ...target, isCancelRequested: true } : target
  );
  if (chunk.state === "planned") return counted(chunk, cancelled(marked, atMs));
  return {
    chunk: { ...chunk, dueAtMs: atMs, isCancelDue: chunk.state === "sent" },
    targets: marked,
  };
}

/** What somebody has cancelled while AWS was asked about others is still to be asked for. */
function cancelSent(
  { chunk, targets }: Work,
  { instanceIds, atMs, dueAtMs }: {
    readonly instanceIds: readonly string[];
    readonly atMs: number;
    readonly dueAtMs: number;
  },
): Chunk {
  const asked = new Set(instanceIds);
  const isCancelDue = targets.some((target) =>
    isOpen(target) && isWithdrawn(target) && !asked.has(target.instanceId)
  );
  return { ...chunk, attempts: 0, isCancelDue, dueAtMs: isCancelDue ? atMs : dueAtMs };
}

function isNamedBy(
  { instanceIds }: { readonly instanceIds: readonly string[] | null },
): (target: Target) => boolean {
  const named = instanceIds && new Set(instanceIds);
  return ({ instanceId }) => !named || named.has(instanceId);
}

function isWithdrawn({ isCancelRequested }: Target): boolean {
  return isCancelRequested;
}

/** Ends what may have run and what nobody can ask AWS about. */
function lost(
  targets: readonly Target[],
  { isLost, summary, atMs }: {
    readonly isLost: (target: Target) => boolean;
    readonly summary: string;
    readonly atMs: number;
  },
): readonly Target[] {
  const ended = targets.filter(isLost)
    .map(({ instanceId }): TargetEnd => ({ instanceId, state: "unknown", summary }));
  return withEnds(targets, { ended, atMs });
}

/** Ends what somebody wants to cancel and what has certainly not been sent. */
function cancelled(targets: readonly Target[], atMs: number): readonly Target[] {
  const ended = targets.filter(isWithdrawn)
    .map(({ instanceId }): TargetEnd => ({
      instanceId,
      state: "cancelled",
      summary: CANCELLED_BEFORE,
    }));
  return ended.length === 0 ? targets : withEnds(targets, { ended, atMs });
}

function withRunning(
  targets: readonly Target[],
  running: readonly string[],
): readonly Target[] {
  const ids = new Set(running);
  const begins = (target: Target) => target.state === "pending" && ids.has(target.instanceId);
  if (!targets.some(begins)) return targets;
  return targets.map((target) => begins(target) ? { ...target, state: "in_progress" } : target);
}

/** A target that has ended stays as it is. */
function withEnds(
  targets: readonly Target[],
  { ended, atMs }: { readonly ended: readonly TargetEnd[]; readonly atMs: number },
): readonly Target[] {
  if (ended.length === 0) return targets;
  const ends = new Map(ended.map((end) => [end.instanceId, end]));
  return targets.map((target) => {
    const end = isOpen(target) ? ends.get(target.instanceId) : undefined;
    return end ? { ...target, endedAtMs: atMs, ...end } : target;
  });
}
