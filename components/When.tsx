import type { JSX } from "preact";
import { timeText } from "./time_text.ts";

/** A moment, ISO 8601 in UTC. */
export interface WhenProps {
  readonly iso: string;
  /** Also shows the seconds. */
  readonly seconds?: boolean;
}

/** A moment in UTC; the island `LocalTimes` rewrites it to the zone of who reads it. */
export function When({ iso, seconds = false }: WhenProps): JSX.Element {
  const { text } = timeText(new Date(iso), { seconds });
  const whole = timeText(new Date(iso), { seconds: true });
  return (
    <time
      class="when"
      datetime={iso}
      title={`${whole.text} UTC`}
      data-seconds={seconds || undefined}
    >
      <span>{text}</span> <span class="zone">UTC</span>
    </time>
  );
}
