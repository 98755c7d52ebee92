import { page } from "fresh";
import { ChangeDelete } from "@/components/ChangeDelete.tsx";
import { ChangeInstances } from "@/components/ChangeInstances.tsx";
import { ChangeRuns } from "@/components/ChangeRuns.tsx";
import { Chip } from "@/components/Chip.tsx";
import { countText } from "@/components/count_text.ts";
import { CsrfField } from "@/components/CsrfField.tsx";
import { ErrorSummary } from "@/components/ErrorSummary.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Panel } from "@/components/Panel.tsx";
import { TextMark } from "@/components/TextMark.tsx";
import {
  AuditedChanges,
  chooseChange,
  define,
  formFields,
  methods,
  seeOther,
  type State,
  storedChange,
} from "@/lib/app/mod.ts";
import type { Change } from "@/lib/changes/mod.ts";
import { changePage, type ChangePageData } from "../(_changes)/change_page.ts";

const REFUSALS = {
  unknown_change: "The change was deleted by somebody else meanwhile.",
  stale: "The change has changed since this page was loaded: look at it and confirm again.",
} as const;

export const handler = methods<ChangePageData>({
  async GET({ params, state, url }) {
    const change = await storedChange(state.services.changes, params);
    return page(await changePage(state, { change, search: url.searchParams }));
  },
  async POST({ params, state, url }) {
    const change = await storedChange(state.services.changes, params);
    const message = await deleteChange(state, change);
    if (message === undefined) return seeOther("/changes?notice=deleted");
    const errors = [{ path: "confirm-number", message }];
    const data = await changePage(state, { change, search: url.searchParams, errors });
    return page(data, { status: 422 });
  },
});

/** Deletes the change as it was shown; says why not, when it stays. */
async function deleteChange(state: State, { number }: Change): Promise<string | undefined> {
  const { confirm = "", version = "" } = formFields(state);
  if (confirm.trim() !== number) return `Type ${number} to delete it`;
  const { kind } = await new AuditedChanges(state).delete(number, version);
  if (kind !== "deleted") return REFUSALS[kind];
  if (state.sessionView.currentChange === number) await chooseChange(state, null);
  return undefined;
}

export default define.page<typeof handler>(function ChangePageView({ data, state }) {
  const { change, errors, runs } = data;
  const { csrfToken } = state;
  return (
    <>
      <PageHeader
        title={change.number}
        lead={change.description && <TextMark text={change.description} />}
        actions={
          <Actions
            change={change}
            isLoaded={state.currentChange?.number === change.number}
            csrfToken={csrfToken}
          />
        }
      />
      <ErrorSummary errors={errors} />
      <Instances {...data} />
      <ChangeRuns runs={runs} />
      <ChangeDelete change={change} error={errors[0]?.message} csrfToken={csrfToken} />
    </>
  );
});

function factsOf({ instances, status }: Change): string {
  const accounts = new Set(instances.map(({ account }) => account)).size;
  const regions = new Set(instances.map(({ region }) => region)).size;
  const counts = [
    countText(instances.length, "instance"),
    countText(accounts, "account"),
    countText(regions, "region"),
  ];
  return `${counts.join(", ")} · ${status}`;
}

function Actions(
  { change: { number }, isLoaded, csrfToken }: {
    change: Change;
    isLoaded: boolean;
    csrfToken: string;
  },
) {
  return (
    <>
      <a class="btn btn-outline-secondary" href={`/changes/${number}/csv`} download>Export CSV</a>
      <a class="btn btn-outline-secondary" href={`/changes?edit=${number}#type`}>Edit</a>
      {isLoaded
        ? (
          <>
            <Chip kind="success" icon="check">Loaded</Chip>
            <a class="btn btn-primary" href="/aws/linux-qc-patching-prep">Go to QC prep</a>
          </>
        )
        : (
          <form method="post" action="/changes">
            <CsrfField token={csrfToken} />
            <input type="hidden" name="next" value={`/changes/${number}`} />
            <input type="hidden" name="number" value={number} />
            <button type="submit" class="btn btn-primary" name="intent" value="load">
              Load change
            </button>
          </form>
        )}
    </>
  );
}

function Instances({ change, q, shown, matching, offset, nextOffset }: ChangePageData) {
  const path = `/changes/${change.number}`;
  const linkTo = (from: number) => `${path}?${new URLSearchParams({ q, from: String(from) })}`;
  return (
    <Panel
      id="instances"
      title="Instances"
      note={q ? `${matching} of ${change.instances.length}` : factsOf(change)}
    >
      <form method="get" action={path} class="filter-bar" role="search" aria-label="Instances">
        <label class="filter-field">
          <span>Filter</span>
          <input
            class="form-control form-control-sm"
            type="search"
            name="q"
            value={q}
            placeholder="name, id, account, region"
          />
        </label>
        <button type="submit" class="btn btn-outline-secondary btn-sm">Filter</button>
      </form>
      {shown.length === 0
        ? <p class="panel-body muted">No instance fits this filter.</p>
        : <ChangeInstances instances={shown} label="Instances" />}
      {(offset > 0 || nextOffset !== null) && (
        <nav class="paging" aria-label="Pages of instances">
          <span class="muted">{offset + 1} to {offset + shown.length} of {matching}</span>
          {offset > 0 && <a href={linkTo(0)}>First page</a>}
          {nextOffset !== null && <a href={linkTo(nextOffset)} rel="next">Next page</a>}
        </nav>
      )}
    </Panel>
  );
}
