import type { JSX } from "preact";
import type { CheckedInstance, ConnectivityState } from "@/lib/inventory/view.ts";
import { showPath, STEP1_FORM } from "./prep_form.ts";
import { PrepServerRow } from "./PrepServerRow.tsx";
import { stateWord } from "./StateChip.tsx";

const PAGE_SIZE = 100;
/** Nobody has asked about it. */
const UNCHECKED = "unchecked";
const STATES: readonly ShownState[] = ["online", "offline", "not_registered", "error", UNCHECKED];

type ShownState = ConnectivityState | typeof UNCHECKED;

/** Which rows the table shows. */
export interface ConnectivityFilter {
  /** A state, `unchecked`, `ticked`, or empty for all. */
  readonly state: string;
  readonly q: string;
  /** The first row of the page, from 0. */
  readonly from: number;
}

/** The servers of the change, and how the page shows them. */
export interface PrepServersProps {
  readonly checked: readonly CheckedInstance[];
  readonly filter: ConnectivityFilter;
  /** The ids that are ticked, on all pages of the table. */
  readonly ticked: ReadonlySet<string>;
  readonly path: string;
  readonly nowMs: number;
}

/** The servers, filtered, a page of them at a time. */
export function PrepServers(props: PrepServersProps): JSX.Element {
  return (
    <>
      <Filter {...props} />
      <Rows {...props} />
    </>
  );
}

function Filter({ checked, filter, ticked, path }: PrepServersProps): JSX.Element {
  const countOf = (state: ShownState) =>
    checked.filter((each) => shownState(each) === state).length;
  const choices = STATES.filter((state) => countOf(state) > 0 || state === filter.state);
  return (
    <div class="filter-bar" role="search" aria-label="Connectivity">
      <label class="filter-field">
        <span>State</span>
        <select class="form-select form-select-sm" form={STEP1_FORM} name="state">
          <option value="">All {checked.length}</option>
          {choices.map((state) => (
            <option key={state} value={state} selected={state === filter.state}>
              {state === UNCHECKED ? "Not checked" : stateWord(state)} {countOf(state)}
            </option>
          ))}
          <option value="ticked" selected={filter.state === "ticked"}>Ticked {ticked.size}</option>
        </select>
      </label>
      <label class="filter-field">
        <span>Text</span>
        <input
          class="form-control form-control-sm"
          type="search"
          form={STEP1_FORM}
          name="q"
          value={filter.q}
          placeholder="name, id, account, region"
        />
      </label>
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

function Rows({ checked, filter, ticked, path, nowMs }: PrepServersProps): JSX.Element {
  const fitting = checked.filter((each) => fits(each, { filter, ticked }));
  const shown = fitting.slice(filter.from, filter.from + PAGE_SIZE);
  return (
    <>
      <KeptTicks ticked={ticked} shown={shown} />
      {shown.length === 0
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
              {shown.map((each) => {
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
      <Paging from={filter.from} shown={shown.length} fitting={fitting.length} path={path} />
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

interface PagingProps {
  readonly from: number;
  readonly shown: number;
  readonly fitting: number;
  readonly path: string;
}

function Paging({ from, shown, fitting, path }: PagingProps): JSX.Element | null {
  if (fitting <= PAGE_SIZE && from === 0) return null;
  const last = from + shown;
  return (
    <nav class="paging" aria-label="Pages of instances">
      <span class="muted">{shown === 0 ? "none" : `${from + 1} to ${last}`} of {fitting}</span>
      {from > 0 && <PageButton from={0} path={path}>First page</PageButton>}
      {last < fitting && <PageButton from={last} path={path}>Next page</PageButton>}
    </nav>
  );
}

function PageButton(
  { from, path, children }: Pick<PagingProps, "from" | "path"> & { readonly children: string },
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

function shownState({ result }: CheckedInstance): ShownState {
  return result?.state ?? UNCHECKED;
}

function fits(
  each: CheckedInstance,
  { filter: { state, q }, ticked }: Pick<PrepServersProps, "filter" | "ticked">,
): boolean {
  const { instance: { instanceId, account, region, name }, result } = each;
  if (state === "ticked" && !ticked.has(instanceId)) return false;
  if (state !== "" && state !== "ticked" && shownState(each) !== state) return false;
  return [instanceId, account, region, name, result?.message ?? ""].some((text) =>
    text.toLowerCase().includes(q.toLowerCase())
  );
}
