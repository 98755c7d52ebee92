import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { formatDuration, MINUTE_MS } from "@/lib/base/view.ts";

/** From when on the end of credentials is warned of, in ms before it. */
const SOON_MS = 15 * MINUTE_MS;

/** From when on the end of an unused session is warned of, in ms before it. */
export const IDLE_WARNING_MS = 2 * MINUTE_MS;

const USE_CHANNEL = "session-use";

/** How urgent an end is. */
export type Urgency = "calm" | "soon" | "ended";

/**
 * Tells how urgent an end is.
 *
 * @param leftMs The time left in ms; 0 or less when it is over.
 * @returns `soon` within the last 15 minutes.
 */
export function urgencyOf(leftMs: number): Urgency {
  if (leftMs <= 0) return "ended";
  return leftMs < SOON_MS ? "soon" : "calm";
}

/**
 * Writes the time left for people, in whole minutes: a text that changes once a minute.
 *
 * @param leftMs The time left in ms.
 * @returns Such as `47 min`, `under 1 min` or `ended`.
 */
export function leftText(leftMs: number): string {
  if (leftMs <= 0) return "ended";
  if (leftMs < MINUTE_MS) return "under 1 min";
  return formatDuration(leftMs - leftMs % MINUTE_MS);
}

/**
 * Counts down while the page is seen. The server says how much is left, so that a wrong clock of
 * the browser does not matter; sleep of the machine counts.
 *
 * @param initialMs The time left in ms when the page was made.
 * @param restarts Another number than before starts it again.
 * @returns The time left in ms, true at every whole minute and at the end.
 */
export function useTimeLeft(initialMs: number, restarts = 0): number {
  const leftMs = useSignal(initialMs);
  useEffect(() => {
    const endsAtMs = Date.now() + initialMs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      clearTimeout(timer);
      leftMs.value = Math.max(0, endsAtMs - Date.now());
      if (document.hidden || leftMs.value === 0) return;
      timer = setTimeout(update, leftMs.value % MINUTE_MS + 1);
    };
    update();
    document.addEventListener("visibilitychange", update);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", update);
    };
  }, [initialMs, restarts]);
  return leftMs.value;
}

/**
 * Counts down to the end of a session that is not used. A page that is loaded in another tab is
 * use: it tells the others, and they start again.
 *
 * @param idleMs The limit without use in ms.
 * @returns The time left in ms.
 */
export function useIdleLeft(idleMs: number): number {
  const uses = useSignal(0);
  useEffect(() => {
    const channel = new BroadcastChannel(USE_CHANNEL);
    channel.onmessage = () => void uses.value++;
    channel.postMessage(null);
    return () => channel.close();
  }, []);
  return useTimeLeft(idleMs, uses.value);
}
