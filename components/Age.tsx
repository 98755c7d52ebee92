import type { JSX } from "preact";
import { formatDuration } from "@/lib/base/view.ts";
import { timeText } from "./time_text.ts";

/** A moment, and the server's time. */
export interface AgeProps {
  /** ISO 8601 in UTC. */
  readonly iso: string;
  /** The wall time in ms since 1970. */
  readonly nowMs: number;
}

/** How long ago something was; the island `LocalTimes` keeps it true while the page is open. */
export function Age({ iso, nowMs }: AgeProps): JSX.Element {
  const ageMs = Math.max(0, nowMs - Date.parse(iso));
  const { text } = timeText(new Date(iso), { seconds: true });
  return (
    <time class="age" datetime={iso} title={`${text} UTC`} data-age-ms={ageMs}>
      {ageText(ageMs)}
    </time>
  );
}

/** An age in its largest unit, such as `4 min ago`. */
export function ageText(ageMs: number): string {
  const [count, unit] = formatDuration(ageMs).split(" ");
  return unit === "ms" ? "now" : `${count} ${unit} ago`;
}
