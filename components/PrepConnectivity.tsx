import type { JSX } from "preact";
import type { Change, ChangeInstance } from "@/lib/changes/view.ts";
import type {
  ConnectivityState,
  ConnectivityView,
  InstanceConnectivity,
} from "@/lib/inventory/view.ts";
import { AccountText } from "./AccountText.tsx";
import { Age } from "./Age.tsx";
import { Chip } from "./Chip.tsx";
import { CsrfField } from "./CsrfField.tsx";
import { Panel } from "./Panel.tsx";
import { StateChip, stateWord } from "./StateChip.tsx";
import { TextMark } from "./TextMark.tsx";

const PAGE_SIZE = 100;
const STATES: readonly ConnectivityState[] = ["online", "offline", "not_registered", "error"];

/** A server of the change, and what is known of it. */
export interface CheckedInstance {
  readonly instance: ChangeInstance;
  readonly result: InstanceConnectivity | undefined;
}

/** Which rows the table shows. */
export interface ConnectivityFilter {
  readonly state: string;
  readonly q: string;
  /** The first row of the page, from 0. */
  readonly from: number;
}

/** What the panel shows. */
export interface PrepConnectivityProps {
  readonly change: Change;
  readonly connectivity: ConnectivityView | null;
  readonly checked: readonly CheckedInstance[];
  readonly filter: ConnectivityFilter;
  /** Why AWS cannot be asked. */
  readonly signInReason: string | undefined;
  readonly isNext: boolean;
  readonly csrfToken: string;
  readonly path: string;
  readonly nowMs: number;
}

/** Which servers Systems Manager reaches, one a row; a ticked row is a target of step 1. */
export function PrepConnectivity(props: PrepConnectivityProps): JSX.Element {
  const { connectivity, nowMs } = props;
  return (
    <Panel
      id="connectivity"
      title="Connectivity"
      note={connectivity
        ? (
          <>
            checked <Age iso={connectivity.checkedAt} nowMs={nowMs} />
          </>
        )
        : "not checked yet"}
    >
      <CheckForm {...props} />
      {connectivity && (
        <>
          <Warning {...props} />
          <FilterForm {...props} />
          <Rows {...props} />
        </>
      )}
    </Panel>
  );
}

function CheckForm(
  { change, signInReason, isNext, csrfToken, path }: PrepConnectivityProps,
): JSX.Element {
  return (
    <form method="post" action={path} class="panel-body prep-action">
      <CsrfField token={csrfToken} />
      <input type="hidden" name="change" value={change.number} />
      <button
        type="submit"
        class={isNext ? "btn btn-primary" : "btn btn-outline-secondary"}
        name="intent"
        value="connectivity"
        disabled={signInReason !== undefined}
        aria-describedby="connectivity-reason"
      >
        Confirm connectivity
      </button>
      <span class="muted" id="connectivity-reason">
        {signInReason
          ? (
            <>
              {signInReason} <a href={`/aws?next=${path}`}>Sign in</a>
            </>
          )
          : "Asks Systems Manager in every account and region. Its answer can be minutes old."}
      </span>
    </form>
  );
}

function Warning({ checked }: PrepConnectivityProps): JSX.Element | null {
  const away = checked.filter(({ result }) => result?.state !== "online").length;
  if (away === 0) return null;
  return (
    <p class="notice notice-warning">
      {away} of {checked.length} {away === 1 ? "is" : "are"}{" "}
      not online. A command to them is not delivered; step 1 reports them as left out.
    </p>
  );
}

function FilterForm({ checked, filter, path }: PrepConnectivityProps): JSX.Element {
  const countOf = (state: ConnectivityState) =>
    checked.filter(({ result }) => result?.state === state).length;
  return (
    <form method="get" action={path} class="filter-bar" role="search" aria-label="Connectivity">
      <label class="filter-field">
        <span>State</span>
        <select class="form-select form-select-sm" name="state">
          <option value="">All {checked.length}</option>
          {STATES.filter((state) =>
            countOf(state) > 0
          ).map((state) => (
            <option key={state} value={state} selected={state === filter.state}>
              {stateWord(state)} {countOf(state)}
            </option>
          ))}
        </select>
      </label>
      <label class="filter-field">
        <span>Text</span>
        <input
          class="form-control form-control-sm"
          type="search"
          name="q"
          value={filter.q}
          placeholder="name, id, account, region"
        />
      </label>
      <button type="submit" class="btn btn-outline-secondary btn-sm">Filter</button>
    </form>
  );
}

function Rows({ checked, filter, path }: PrepConnectivityProps): JSX.Element {
  const fitting = checked.filter((each) => fits(each, filter));
  const shown = fitting.slice(filter.from, filter.from + PAGE_SIZE);
  const linkTo = (from: number) => {
    const { state, q } = filter;
    return `${path}?${new URLSearchParams({ state, q, from: String(from) })}#connectivity`;
  };
  if (shown.length === 0) return <p class="panel-body muted">No instance fits this filter.</p>;
  return (
    <>
      <table class="table-work" aria-labelledby="connectivity-title">
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">Select</span>
            </th>
            <th scope="col">State</th>
            <th scope="col">Name</th>
            <th scope="col">Instance</th>
            <th scope="col">Account · region</th>
            <th scope="col">What is known</th>
          </tr>
        </thead>
        <tbody>{shown.map((each) => <Row key={each.instance.instanceId} {...each} />)}</tbody>
      </table>
      {fitting.length > PAGE_SIZE && (
        <nav class="paging" aria-label="Pages of instances">
          <span class="muted">
            {filter.from + 1} to {filter.from + shown.length} of {fitting.length}
          </span>
          {filter.from > 0 && <a href={linkTo(0)}>First page</a>}
          {filter.from + PAGE_SIZE < fitting.length && (
            <a href={linkTo(filter.from + PAGE_SIZE)} rel="next">Next page</a>
          )}
        </nav>
      )}
    </>
  );
}

function Row({ instance, result }: CheckedInstance): JSX.Element {
  const { instanceId, account, region, name, platform } = instance;
  const isTarget = platform === "linux";
  return (
    <tr>
      <td class="row-tick">
        {isTarget && (
          <input
            type="checkbox"
            class="form-check-input"
            form="step1-form"
            name="instanceIds"
            value={instanceId}
            aria-label={`Select ${name || instanceId}`}
          />
        )}
      </td>
      <td data-label="State" class="whole">
        {result ? <StateChip state={result.state} /> : <Chip kind="idle">Not checked</Chip>}
      </td>
      <td data-label="Name" class="whole">
        <TextMark text={name} />
      </td>
      <td data-label="Instance" class="whole">
        <code>{instanceId}</code>
      </td>
      <td data-label="Account · region" class="whole">
        <span>
          <AccountText account={account} /> · {region}
        </span>
      </td>
      <td data-label="What is known">{knownOf(result, platform)}</td>
    </tr>
  );
}

function knownOf(result: InstanceConnectivity | undefined, platform: string): string {
  const { message, agentVersion } = result ?? {};
  const agent = agentVersion ? `agent ${agentVersion}` : "";
  const windows = platform === "windows" ? "Windows: not part of this tool" : "";
  return [windows, message ?? agent].filter(Boolean).join(" · ");
}

function fits({ instance, result }: CheckedInstance, { state, q }: ConnectivityFilter): boolean {
  if (state && result?.state !== state) return false;
  const { instanceId, account, region, name } = instance;
  return [instanceId, account, region, name, result?.message ?? ""].some((text) =>
    text.toLowerCase().includes(q.toLowerCase())
  );
}
