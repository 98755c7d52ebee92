import type { JSX } from "preact";
import type { Kind } from "./Chip.tsx";

/** A number and what it counts. */
export interface Figure {
  readonly value: number | string;
  readonly label: string;
  readonly kind?: Kind | undefined;
}

/** Numbers first: a row of them, each over what it counts. */
export function Figures({ items }: { items: readonly Figure[] }): JSX.Element {
  return (
    <dl class="figures">
      {items.map(({ value, label, kind }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd class={kind && value !== 0 ? `text-${kind}` : undefined}>
            {typeof value === "number" ? value.toLocaleString("en-US") : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
