import type { JSX } from "preact";
import type { BatchSummary } from "@/lib/execution/view.ts";
import { actorName, batchTime, countsText, doneCount } from "./execution_text.ts";
import { StateChip } from "./StateChip.tsx";
import { TargetsBar } from "./TargetsBar.tsx";
import { TextMark } from "./TextMark.tsx";
import { When } from "./When.tsx";

/** Batches, the newest first. */
export interface ExecutionTableProps {
  readonly batches: readonly BatchSummary[];
  /** The wall time in ms since 1970. */
  readonly nowMs: number;
}

/** A row for each batch: what ran, for which change, who started it, and how it stands. */
export function ExecutionTable({ batches, nowMs }: ExecutionTableProps): JSX.Element {
  return (
    <table class="table-work" aria-label="Executions">
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Script</th>
          <th scope="col">Change</th>
          <th scope="col">Started by</th>
          <th scope="col">Started</th>
          <th scope="col">Targets</th>
          <th scope="col" class="number">Time</th>
        </tr>
      </thead>
      <tbody>
        {batches.map((batch) => <ExecutionRow key={batch.batchId} batch={batch} nowMs={nowMs} />)}
      </tbody>
    </table>
  );
}

function ExecutionRow(
  { batch, nowMs }: { readonly batch: BatchSummary; readonly nowMs: number },
): JSX.Element {
  const { batchId, state, scriptName, change, actor, createdAt, retryOf } = batch;
  return (
    <tr>
      <td>
        <StateChip state={state} />
      </td>
      <th scope="row">
        <a href={`/executions/${batchId}`}>{scriptName}</a>
        {retryOf && <span class="muted execution-retry">retry</span>}
      </th>
      <td data-label="Change">{change && <a href={`/changes/${change}`}>{change}</a>}</td>
      <td data-label="Started by">
        <span title={actor}>
          <TextMark text={actorName(actor)} />
        </span>
      </td>
      <td data-label="Started">
        <When iso={createdAt} />
      </td>
      <td data-label="Targets">
        <ExecutionCounts batch={batch} />
      </td>
      <td class="number" data-label="Time">{batchTime(batch, nowMs)}</td>
    </tr>
  );
}

function ExecutionCounts({ batch: { counts } }: { readonly batch: BatchSummary }): JSX.Element {
  return (
    <div class="execution-counts" title={countsText(counts)}>
      <TargetsBar counts={counts} />
      <span>{doneCount(counts)} of {counts.total}</span>
    </div>
  );
}
