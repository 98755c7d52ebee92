import type { JSX } from "preact";
import type { Counts } from "@/lib/execution/view.ts";
import { STATE_ORDER } from "./execution_text.ts";
import { StackedBar } from "./StackedBar.tsx";
import { stateKind, stateWord } from "./StateChip.tsx";

/** The targets of a batch by their states; those that wait are what is left of the bar. */
export function TargetsBar({ counts }: { readonly counts: Counts }): JSX.Element {
  return (
    <StackedBar
      label="Targets"
      total={counts.total}
      segments={STATE_ORDER.filter((state) => state !== "pending").map((state) => ({
        kind: stateKind(state),
        label: stateWord(state).toLowerCase(),
        value: counts[state],
      }))}
    />
  );
}
