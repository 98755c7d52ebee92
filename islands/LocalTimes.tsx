import { useEffect } from "preact/hooks";
import { ageText } from "@/components/Age.tsx";
import { timeText } from "@/components/time_text.ts";
import { MINUTE_MS } from "@/lib/base/view.ts";

const CHANGES = {
  attributes: true,
  attributeFilter: ["datetime"],
  characterData: true,
  childList: true,
  subtree: true,
};

/**
 * Rewrites every `<When>` to the operator's zone and keeps every `<Age>` true, also those that come
 * later. It changes the text in place, so that islands may go on rendering theirs.
 */
export default function LocalTimes(): null {
  useEffect(() => {
    const openedAtMs = Date.now();
    const update = () => {
      for (const time of document.querySelectorAll<HTMLTimeElement>("time.when")) rewrite(time);
      for (const time of document.querySelectorAll<HTMLTimeElement>("time.age")) {
        grow(time, Date.now() - openedAtMs);
      }
    };
    const observer = new MutationObserver(update);
    const whenSeen = () => document.hidden || update();
    update();
    observer.observe(document.body, CHANGES);
    const timer = setInterval(whenSeen, MINUTE_MS / 4);
    document.addEventListener("visibilitychange", whenSeen);
    return () => {
      observer.disconnect();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", whenSeen);
    };
  }, []);
  return null;
}

function rewrite(time: HTMLTimeElement): void {
  const date = new Date(time.dateTime);
  const [text, zone] = time.children;
  if (!text || !zone || Number.isNaN(date.getTime())) return;
  const local = timeText(date, {
    seconds: time.dataset.seconds !== undefined,
    eastMinutes: -date.getTimezoneOffset(),
  });
  write(text, local.text);
  write(zone, local.zone);
}

function grow(time: HTMLTimeElement, openMs: number): void {
  write(time, ageText(Number(time.dataset.ageMs) + openMs));
}

/** Only what differs: every write wakes the observer. */
function write({ firstChild }: Element, text: string): void {
  if (firstChild instanceof Text && firstChild.data !== text) firstChild.data = text;
}
