import type { JSX } from "preact";
import type { CheckedInstance } from "@/lib/inventory/view.ts";
import { type CheckState, UNCHECKED } from "./connectivity_text.ts";
import { showPath, STEP1_FORM } from "./prep_form.ts";
import { PrepServerRow } from "./PrepServerRow.tsx";
import { SearchField } from "./SearchField.tsx";
import { stateWord } from "./StateChip.tsx";

/** Which rows the table shows. */
export interface ConnectivityFilter {
  /** A state, `unchecked`, `ticked`, or empty for all. */
  readonly state: string;
  readonly q: string;
  /** The first row of the page, from 0. */
  readonly from: number;
}

/** What the table shows of the change's servers. */
export interface ServerPage {
  readonly items: readonly CheckedInstance[];
  /** How many fit the filter. */
  readonly matching: number;
  readonly total: number;
  /** The states to filter by, and how many servers are in each. */
  readonly states: readonly { readonly state: CheckState; readonly count: number }[];
}

/** A page of the servers of the change, and how it was chosen. */
export interface PrepServersProps {
  readonly servers: ServerPage;
  readonly filter: ConnectivityFilter;
  /** The ids that are ticked, on all pages of the table. */
  readonly ticked: ReadonlySet<string>;
  readonly path: string;
  readonly nowMs: number;
}

/** The servers: filtered and cut into pages by the route. */
export function PrepServers(props: PrepServersProps): JSX.Element {
  return (
    <>
      <Filter {...props} />
      <Rows {...props} />
      <Paging {...props} />
    </>
  );
}

function Filter(
  { servers: { total, states }, filter, ticked, path }: PrepServersProps,
): JSX.Element {
  return (
    <div class="filter-bar" role="search" aria-label="Connectivity">
      <label class="filter-field">
        <span>State</span>
        <select class="form-select form-select-sm" form={STEP1_FORM} name="state">
          <option value="">All {total}</option>
          {states.map(({ state, count }) => (
            <option key={state} value={state} selected={state === filter.state}>
              {state === UNCHECKED ? "Not checked" : stateWord(state)} {count}
            </option>
          ))}
          <option value="ticked" selected={filter.state === "ticked"}>Ticked {ticked.size}</option>
        </select>
      </label>
      <SearchField
        label="Text"
        value={filter.q}
        placeholder="name, id, account, region"
        form={STEP1_FORM}
      />
      <button
        type="submit"
        class="btn btn-outline-secondary btn-sm"
        form={STEP1_FORM}
        formAction={showPath(path)}
      >
        Filter
      </button>
    </div>
  );
}

function Rows({ servers: { items }, ticked, nowMs }: PrepServersProps): JSX.Element {
  return (
    <>
      <KeptTicks ticked={ticked} shown={items} />
      {items.length === 0
        ? <p class="panel-body muted">No instance fits this filter.</p>
        : (
          <table class="table-work prep-servers" aria-labelledby="connectivity-title">
            <thead>
              <tr>
                <th scope="col" class="row-tick">
                  <span class="visually-hidden">Select</span>
                </th>
                <th scope="col" class="row-state">State</th>
                <th scope="col" class="row-name">Name</th>
                <th scope="col" class="row-id">Instance</th>
                <th scope="col" class="row-place">Account · region</th>
                <th scope="col">What is known</th>
              </tr>
            </thead>
            <tbody>
              {items.map((each) => {
                const { instanceId } = each.instance;
                return (
                  <PrepServerRow
                    key={instanceId}
                    {...each}
                    isTicked={ticked.has(instanceId)}
                    nowMs={nowMs}
                  />
                );
              })}
            </tbody>
          </table>
        )}
    </>
  );
}

/** What is ticked on other pages of the table goes with the form all the same. */
function KeptTicks(
  { ticked, shown }: Pick<PrepServersProps, "ticked"> & {
    readonly shown: readonly CheckedInstance[];
  },
): JSX.Element {
  const seen = new Set<string>(shown.map(({ instance }) => instance.instanceId));
  return (
    <>
      {[...ticked].filter((id) => !seen.has(id)).map((id) => (
        <input key={id} type="hidden" form={STEP1_FORM} name="instanceIds" value={id} />
      ))}
    </>
  );
}

function Paging(
  { servers: { items, matching }, filter: { from }, path }: PrepServersProps,
): JSX.Element | null {
  if (items.length === matching) return null;
  const last = from + items.length;
  return (
    <nav class="paging" aria-label="Pages of instances">
      <span class="muted">
        {items.length === 0 ? "none" : `${from + 1} to ${last}`} of {matching}
      </span>
      {from > 0 && <PageButton from={0} path={path}>First page</PageButton>}
      {last < matching && <PageButton from={last} path={path}>Next page</PageButton>}
    </nav>
  );
}

function PageButton(
  { from, path, children }: {
    readonly from: number;
    readonly path: string;
    readonly children: string;
  },
): JSX.Element {
  return (
    <button
      type="submit"
      class="btn btn-outline-secondary btn-sm"
      form={STEP1_FORM}
      formAction={showPath(path, from)}
    >
      {children}
    </button>
  );
}
