import type { JSX } from "preact";
import type { Kind } from "./Chip.tsx";

/** A part of the whole. */
export interface Segment {
  readonly kind: Kind;
  readonly label: string;
  readonly value: number;
}

/** What a bar shows; what the segments leave of the total stays empty. */
export interface StackedBarProps {
  readonly segments: readonly Segment[];
  readonly total: number;
  /** Names the bar for those who cannot see it. */
  readonly label: string;
}

/** Parts of a whole, side by side; the figures beside it say the same in numbers. */
export function StackedBar({ segments, total, label }: StackedBarProps): JSX.Element {
  const shown = segments.filter(({ value }) => value > 0);
  const description = shown.map(({ value, label }) => `${value} ${label}`).join(", ");
  let startsAt = 0;
  return (
    <svg
      class="stacked-bar"
      role="img"
      aria-label={`${label}: ${description || "nothing yet"}`}
      viewBox={`0 0 ${Math.max(total, 1)} 1`}
      preserveAspectRatio="none"
    >
      {shown.map(({ kind, label, value }) => {
        const x = startsAt;
        startsAt += value;
        return (
          <rect key={label} class={`bar-${kind}`} x={x} width={value} height={1}>
            <title>{`${value} ${label}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
