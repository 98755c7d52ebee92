import type { JSX } from "preact";
import type { ChangePage, ChangeSummary } from "@/lib/changes/view.ts";
import { Chip } from "./Chip.tsx";
import { CsrfField } from "./CsrfField.tsx";
import { Panel } from "./Panel.tsx";
import { SearchField } from "./SearchField.tsx";
import { TextMark } from "./TextMark.tsx";
import { When } from "./When.tsx";

/** The filter as it was typed. */
export interface ChangeFilter {
  readonly q: string;
  readonly status: string;
  readonly account: string;
}

/** What the list shows. */
export interface ChangeListProps {
  readonly page: ChangePage;
  readonly filter: ChangeFilter;
  /** Why the filter cannot be used. */
  readonly filterError: string | undefined;
  /** Whether this is not the first page. */
  readonly isContinued: boolean;
  readonly current: ChangeSummary | null;
  readonly csrfToken: string;
}

/** The stored changes. */
export function ChangeList(props: ChangeListProps): JSX.Element {
  const { page, csrfToken } = props;
  return (
    <Panel id="stored" title="Stored changes" note="shared by all operators">
      <FilterForm {...props} />
      {page.items.length === 0
        ? <p class="panel-body muted">No change fits this filter.</p>
        : (
          <form method="post" action="/changes">
            <CsrfField token={csrfToken} />
            <input type="hidden" name="intent" value="load" />
            <input type="hidden" name="next" value="/changes" />
            <Table {...props} />
          </form>
        )}
      <Paging {...props} />
    </Panel>
  );
}

function FilterForm({ filter, filterError }: ChangeListProps): JSX.Element {
  return (
    <form method="get" action="/changes" class="filter-bar" role="search" aria-label="Changes">
      <SearchField label="Text" value={filter.q} placeholder="number or description" />
      <label class="filter-field">
        <span>Status</span>
        <select class="form-select form-select-sm" name="status">
          {["", "open", "closed"].map((status) => (
            <option key={status} value={status} selected={status === filter.status}>
              {status || "any"}
            </option>
          ))}
        </select>
      </label>
      <label class="filter-field">
        <span>Account</span>
        <input
          class="form-control form-control-sm"
          name="account"
          id="filter-account"
          value={filter.account}
          inputmode="numeric"
          placeholder="12 digits"
          aria-invalid={filterError ? "true" : undefined}
          aria-describedby={filterError ? "filter-account-error" : undefined}
        />
      </label>
      <button type="submit" class="btn btn-outline-secondary btn-sm">Filter</button>
      {filterError && <p class="field-error" id="filter-account-error">{filterError}</p>}
    </form>
  );
}

function Table({ page, current }: ChangeListProps): JSX.Element {
  return (
    <table class="table-work" aria-labelledby="stored-title">
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">Status</th>
          <th scope="col" class="number">Instances</th>
          <th scope="col">Description</th>
          <th scope="col">Updated</th>
          <th scope="col">
            <span class="visually-hidden">Load</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {page.items.map((change) => (
          <Row
            key={change.number}
            change={change}
            isLoaded={change.number === current?.number}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row({ change, isLoaded }: { change: ChangeSummary; isLoaded: boolean }): JSX.Element {
  const { number, status, instanceCount, description, updatedAt } = change;
  return (
    <tr>
      <td data-label="Number">
        <a href={`/changes/${number}`}>{number}</a>
      </td>
      <td data-label="Status">
        <Chip kind={status === "open" ? "running" : "idle"}>{status}</Chip>
      </td>
      <td data-label="Instances" class="number">{instanceCount.toLocaleString("en-US")}</td>
      <td data-label="Description">
        {description && <TextMark text={description} />}
      </td>
      <td data-label="Updated">
        <When iso={updatedAt} />
      </td>
      <td class="row-action">
        {isLoaded ? <Chip kind="success" icon="check">Loaded</Chip> : (
          <button
            type="submit"
            class="btn btn-outline-secondary btn-sm"
            name="number"
            value={number}
            aria-label={`Load ${number}`}
          >
            Load
          </button>
        )}
      </td>
    </tr>
  );
}

function Paging({ page, filter, isContinued }: ChangeListProps): JSX.Element | null {
  if (!isContinued && page.nextCursor === undefined) return null;
  const first = new URLSearchParams({ ...filter });
  const next = new URLSearchParams({ ...filter, cursor: page.nextCursor ?? "" });
  return (
    <nav class="paging" aria-label="Pages of changes">
      {isContinued && <a href={`/changes?${first}`}>First page</a>}
      {page.nextCursor !== undefined && <a href={`/changes?${next}`} rel="next">Next page</a>}
    </nav>
  );
}
