import type { BatchView } from "@/lib/execution/view.ts";
import { isBatch } from "./execution_load.ts";

const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 10_000;
const SLOWDOWN = 1.5;
const NOT_MODIFIED = 304;
const UNAUTHORIZED = 401;

/** What a status request learned. */
export type BatchAnswer =
  | { readonly kind: "changed"; readonly batch: BatchView }
  /** Nothing but the time at which AWS was asked. */
  | { readonly kind: "unchanged"; readonly checkedAt: string | null }
  | { readonly kind: "signed_out" }
  | { readonly kind: "unreachable" };

/** What became of an answer. `again`: not all of it was taken, so it is to come once more. */
export type Taken = "taken" | "again" | "stop";

/** How a batch is followed. */
export interface PollOptions {
  readonly batchId: string;
  /** Takes an answer before the next request. */
  readonly onAnswer: (answer: BatchAnswer, signal: AbortSignal) => Taken | Promise<Taken>;
}

/**
 * Follows a batch: one request at a time, after 2 s and less often while nothing changes, none
 * while the page is hidden, none after the end.
 *
 * @param options The batch, and who hears of it.
 * @returns Stops it at once.
 */
export function followBatch({ batchId, onAnswer }: PollOptions): () => void {
  const stopped = new AbortController();
  let asking = new AbortController();
  let delayMs = FIRST_DELAY_MS;
  let etag = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async (): Promise<void> => {
    asking = new AbortController();
    const signal = AbortSignal.any([stopped.signal, asking.signal]);
    const answered = await askForBatch(batchId, { etag, signal });
    if (signal.aborted) return;
    delayMs = answered.answer.kind === "changed"
      ? FIRST_DELAY_MS
      : Math.min(delayMs * SLOWDOWN, LONGEST_DELAY_MS);
    const taken = await onAnswer(answered.answer, signal);
    if (taken === "stop") return stopped.abort();
    if (signal.aborted) return;
    if (taken === "taken") etag = answered.etag;
    timer = setTimeout(ask, delayMs);
  };
  const followVisibility = (): void => {
    clearTimeout(timer);
    asking.abort();
    if (!document.hidden) timer = setTimeout(ask, 0);
  };
  stopped.signal.addEventListener("abort", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", followVisibility, { signal: stopped.signal });
  if (!document.hidden) timer = setTimeout(ask, delayMs);
  return () => stopped.abort();
}

interface AskOptions {
  /** What the last answer was tagged with; empty at first. */
  readonly etag: string;
  readonly signal: AbortSignal;
}

async function askForBatch(
  batchId: string,
  { etag, signal }: AskOptions,
): Promise<{ readonly answer: BatchAnswer; readonly etag: string }> {
  try {
    const headers = { accept: "application/json", ...etag && { "if-none-match": etag } };
    const response = await fetch(`/api/executions/${encodeURIComponent(batchId)}`, {
      headers,
      signal,
      // Our own tag decides, not the copy that the browser keeps.
      cache: "no-store",
    });
    return { answer: await answerOf(response), etag: response.headers.get("etag") ?? etag };
  } catch {
    // The network failed, or the request was given up: the next one will tell.
    return { answer: { kind: "unreachable" }, etag };
  }
}

async function answerOf(response: Response): Promise<BatchAnswer> {
  if (response.status === NOT_MODIFIED) {
    return { kind: "unchanged", checkedAt: response.headers.get("x-checked-at") };
  }
  if (response.ok) {
    const batch: unknown = await response.json();
    return isBatch(batch) ? { kind: "changed", batch } : { kind: "unreachable" };
  }
  await response.body?.cancel();
  return { kind: response.status === UNAUTHORIZED ? "signed_out" : "unreachable" };
}
