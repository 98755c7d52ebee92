import type { JSX } from "preact";
import type { TargetView } from "@/lib/execution/view.ts";
import { Chip } from "./Chip.tsx";
import { hasQcFailed } from "./qc_text.ts";
import { StateChip } from "./StateChip.tsx";

/** A target of a batch, and whether that was a QC. */
export interface TargetChipsProps {
  readonly target: TargetView;
  readonly isQc: boolean;
}

/** How the script ended, and never only in green where the QC that it made has failed. */
export function TargetChips({ target, isQc }: TargetChipsProps): JSX.Element {
  return (
    <span class="target-chips">
      <StateChip state={target.state} />
      {isQc && hasQcFailed(target) && <Chip kind="warning" icon="caution">QC failed</Chip>}
    </span>
  );
}
