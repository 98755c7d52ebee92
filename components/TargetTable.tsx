import type { JSX } from "preact";
import type { BatchSummary, TargetState, TargetView } from "@/lib/execution/view.ts";
import { AccountText } from "./AccountText.tsx";
import { STATE_ORDER, targetTime } from "./execution_text.ts";
import { Panel } from "./Panel.tsx";
import { isQc } from "./qc_text.ts";
import { stateWord } from "./StateChip.tsx";
import { TargetChips } from "./TargetChips.tsx";
import { TextMark } from "./TextMark.tsx";

/** Which targets the table shows. */
export interface TargetFilter {
  readonly state: TargetState | null;
  /** Text in their id, name, account, region or summary; empty for all. */
  readonly q: string;
  /** The id of the one cause that is shown. */
  readonly cause: string | null;
  /** Where the page begins; `null` for the first one. */
  readonly cursor: string | null;
}

/** A page of the targets of a batch. */
export interface TargetTableProps {
  readonly batch: Pick<BatchSummary, "batchId" | "scriptId" | "counts">;
  readonly filter: TargetFilter;
  readonly targets: readonly TargetView[];
  /** How many fit the filter. */
  readonly matching: number;
  readonly nextCursor: string | null;
  readonly nowMs: number;
}

/** The targets of a batch: filtered and cut into pages by the server. */
export function TargetTable(props: TargetTableProps): JSX.Element {
  const { batch, targets, matching, nowMs } = props;
  return (
    <Panel id="targets" title="Targets" actions={<TargetFilters {...props} />}>
      <table class="table-work targets" aria-label="Targets">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Name</th>
            <th scope="col">Instance</th>
            <th scope="col">Account · region</th>
            <th scope="col" class="number">Exit</th>
            <th scope="col" class="number">Time</th>
            <th scope="col">What it said</th>
          </tr>
        </thead>
        <tbody>
          {targets.map((target) => (
            <TargetRow
              key={target.instanceId}
              batch={batch}
              target={target}
              time={targetTime(target, nowMs)}
            />
          ))}
        </tbody>
      </table>
      {matching === 0 && <p class="panel-body muted">No target fits this filter.</p>}
      <TargetPaging {...props} />
    </Panel>
  );
}

function TargetRow(
  { batch, target, time }: {
    readonly batch: TargetTableProps["batch"];
    readonly target: TargetView;
    readonly time: string;
  },
): JSX.Element {
  const { instanceId, name, account, region, exitCode, summary } = target;
  return (
    <tr>
      <td>
        <TargetChips target={target} isQc={isQc(batch)} />
      </td>
      <th scope="row">
        <a href={`/executions/${batch.batchId}/targets/${instanceId}`}>
          <TextMark text={name || instanceId} />
        </a>
      </th>
      <td data-label="Instance">
        <code>{instanceId}</code>
      </td>
      <td data-label="Account">
        <span>
          <AccountText account={account} /> · {region}
        </span>
      </td>
      <td class="number" data-label="Exit">{exitCode}</td>
      <td class="number" data-label="Time">{time}</td>
      <td data-label="Said">
        <span class="target-said" title={summary}>
          <TextMark text={summary} />
        </span>
      </td>
    </tr>
  );
}

function TargetFilters(
  { batch: { batchId, counts }, filter }: TargetTableProps,
): JSX.Element {
  const shown = STATE_ORDER.filter((state) => counts[state] > 0 || filter.state === state);
  return (
    <>
      <nav class="filter-links" aria-label="Filter by state">
        <a
          href={pathOf(batchId, { q: filter.q })}
          aria-current={filter.state === null && filter.cause === null ? "true" : "false"}
        >
          All {counts.total}
        </a>
        {shown.map((state) => (
          <a
            key={state}
            href={pathOf(batchId, { state, q: filter.q })}
            aria-current={filter.state === state ? "true" : "false"}
          >
            {stateWord(state)} {counts[state]}
          </a>
        ))}
        {filter.cause && (
          <a href={pathOf(batchId, { cause: filter.cause })} aria-current="true">One cause</a>
        )}
      </nav>
      <form method="get" action={`/executions/${batchId}#targets`} role="search">
        {filter.state && <input type="hidden" name="state" value={filter.state} />}
        <input
          type="search"
          name="q"
          class="form-control form-control-sm target-filter"
          aria-label="Filter by name, id, account"
          aria-keyshortcuts="/"
          placeholder="Filter by name, id, account"
          maxLength={200}
          value={filter.q}
        />
      </form>
    </>
  );
}

function TargetPaging(
  { batch: { batchId }, filter, targets, matching, nextCursor }: TargetTableProps,
): JSX.Element | null {
  const { state, q, cursor } = filter;
  if (targets.length >= matching && cursor === null) return null;
  return (
    <nav class="paging" aria-label="Pages of targets">
      <span class="muted">{targets.length} of {matching} shown</span>
      {cursor !== null && <a href={pathOf(batchId, { state, q })}>First page</a>}
      {nextCursor !== null && (
        <a href={pathOf(batchId, { state, q, cursor: nextCursor })}>Next page</a>
      )}
      {filter.cause !== null && targets.length < matching && (
        <span class="muted">The reports have all of them.</span>
      )}
    </nav>
  );
}

/** The address of a page of the table. */
function pathOf(batchId: string, filter: Partial<TargetFilter>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) {
    if (value) query.set(name, value);
  }
  return `/executions/${batchId}${query.size > 0 ? `?${query}` : ""}#targets`;
}
