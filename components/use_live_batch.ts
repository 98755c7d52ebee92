import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type BatchView, hasEnded } from "@/lib/execution/view.ts";
import { failureCount } from "@/lib/reports/view.ts";
import {
  type LoadedTargets,
  loadFindings,
  loadTargets,
  type RunFindings,
} from "./execution_load.ts";
import { type BatchAnswer, followBatch, type Taken } from "./execution_poll.ts";
import { countsText } from "./execution_text.ts";
import { isQc, qcText } from "./qc_text.ts";
import { stateWord } from "./StateChip.tsx";
import type { TargetFilter } from "./TargetTable.tsx";

/** A batch as the server knew it when it rendered the page. */
export interface BatchAtLoad extends RunFindings, LoadedTargets {
  readonly batch: BatchView;
  readonly filter: TargetFilter;
  /** The server's wall time in ms since 1970. */
  readonly nowMs: number;
}

/** Whether the server is heard. */
export type Connection = "live" | "signed_out" | "unreachable";

/** What is shown of a batch, as of now. */
export interface LiveBatch {
  readonly batch: Signal<BatchView>;
  readonly targets: Signal<LoadedTargets>;
  readonly findings: Signal<RunFindings>;
  readonly nowMs: Signal<number>;
  readonly connection: Signal<Connection>;
  /** Said once, when the batch has ended. */
  readonly announcement: Signal<string>;
}

const SECOND_MS = 1_000;
/** The server reads all targets to find what they say: of 10,000 once in 10 s. */
const FINDINGS_MS_A_TARGET = 1;

/** Follows a batch until it has ended and all that is shown of it is the last. */
export function useLiveBatch(loaded: BatchAtLoad): LiveBatch {
  const { items, matching, nextCursor, causes, qc } = loaded;
  const live = {
    batch: useSignal(loaded.batch),
    targets: useSignal({ items, matching, nextCursor }),
    findings: useSignal({ causes, qc }),
    nowMs: useSignal(loaded.nowMs),
    connection: useSignal<Connection>("live"),
    announcement: useSignal(""),
  };
  useEffect(() => hasEnded(loaded.batch.state) ? undefined : follow(live, loaded), []);
  return live;
}

interface Following {
  readonly live: LiveBatch;
  readonly loaded: BatchAtLoad;
  /** What the findings were made of, and when. */
  found: { readonly foundIn: string; readonly atMs: number };
}

function follow(live: LiveBatch, loaded: BatchAtLoad): () => void {
  const startedMs = performance.now();
  const following = {
    ...{ live, loaded },
    found: { foundIn: foundIn(loaded.batch), atMs: startedMs },
  };
  const tick = () => live.nowMs.value = loaded.nowMs + performance.now() - startedMs;
  const timer = setInterval(tick, SECOND_MS);
  const stop = followBatch({
    batchId: loaded.batch.batchId,
    onAnswer: (answer, signal) => take(answer, { following, signal }),
  });
  return () => {
    clearInterval(timer);
    stop();
  };
}

interface Taking {
  readonly following: Following;
  readonly signal: AbortSignal;
}

async function take(answer: BatchAnswer, taking: Taking): Promise<Taken> {
  const { live } = taking.following;
  if (answer.kind === "signed_out" || answer.kind === "unreachable") {
    live.connection.value = answer.kind;
    return answer.kind === "unreachable" ? "again" : "stop";
  }
  live.connection.value = "live";
  if (answer.kind === "unchanged") {
    live.batch.value = { ...live.batch.value, checkedAt: answer.checkedAt };
    return await takeFindings(taking);
  }
  live.batch.value = answer.batch;
  const parts = await Promise.all([takeTargets(taking), takeFindings(taking)]);
  if (parts.includes("again")) return "again";
  if (!hasEnded(answer.batch.state)) return "taken";
  live.announcement.value = endText(answer.batch, live.findings.value);
  return "stop";
}

/** One cause's targets are those that the page was opened for: they stay. */
async function takeTargets({ following: { live, loaded }, signal }: Taking): Promise<Taken> {
  if (loaded.filter.cause !== null) return "taken";
  const targets = await loadTargets(targetsPath(loaded), signal);
  if (!targets) return "again";
  live.targets.value = targets;
  return "taken";
}

/** A finding may come late, but the last one comes with the end. */
async function takeFindings({ following, signal }: Taking): Promise<Taken> {
  const { live, found } = following;
  const batch = live.batch.value;
  const atMs = performance.now();
  const restMs = hasEnded(batch.state) ? 0 : batch.counts.total * FINDINGS_MS_A_TARGET;
  const isSoon = atMs - found.atMs < restMs;
  if (isSoon || found.foundIn === foundIn(batch)) return "taken";
  const findings = await loadFindings(batch.batchId, signal);
  if (!findings) return "again";
  live.findings.value = findings;
  following.found = { foundIn: foundIn(batch), atMs };
  return "taken";
}

/** Findings are the same as long as this is. */
function foundIn(batch: BatchView): string {
  const { counts } = batch;
  return `${failureCount(counts)} failed, ${isQc(batch) ? counts.success : "any"} succeeded`;
}

function endText({ scriptName, state, counts }: BatchView, { qc }: RunFindings): string {
  const parts = [countsText(counts), ...qc ? [qcText(qc)] : []];
  return `${scriptName} ended: ${stateWord(state)}, ${parts.join("; ")}`;
}

function targetsPath({ batch, filter }: BatchAtLoad): string {
  const query = new URLSearchParams({ limit: "50" });
  for (const [name, value] of Object.entries(filter)) {
    if (value) query.set(name, value);
  }
  return `/api/executions/${batch.batchId}/targets?${query}`;
}
