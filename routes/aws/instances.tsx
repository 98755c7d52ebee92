import { page } from "fresh";
import { Head } from "fresh/runtime";
import { CsrfField } from "@/components/CsrfField.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorSummary } from "@/components/ErrorSummary.tsx";
import { InventoryFilter } from "@/components/InventoryFilter.tsx";
import { InventoryTable, ScanProgress } from "@/components/InventoryTable.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Panel } from "@/components/Panel.tsx";
import { SelectionForm } from "@/components/SelectionForm.tsx";
import { define, methods, refreshPath, seeOther } from "@/lib/app/mod.ts";
import {
  actOnSelection,
  INSTANCES_PATH,
  instancesFilter,
  instancesPage,
  type InstancesPageData,
  serverLine,
} from "./(_inventory)/instances_page.ts";
import { RUNNER_PATH } from "./(_runner)/runner_page.ts";

const REFRESH_SECONDS = 2;

export const handler = methods<InstancesPageData>({
  async GET({ state, url }) {
    return page(await instancesPage(state, { filter: instancesFilter(state, url.searchParams) }));
  },
  async POST({ state, url }) {
    const filter = instancesFilter(state, url.searchParams);
    const outcome = await actOnSelection(state, filter);
    if (outcome.kind === "made") return seeOther(`/changes/${outcome.number}`);
    const { errors, status } = outcome;
    return page(await instancesPage(state, { filter, errors }), { status });
  },
});

export default define.page<typeof handler>(function Instances({ data, state, url }) {
  const { filter, environments, accounts, view, entered, errors } = data;
  const nowMs = state.services.clock.now();
  return (
    <>
      {view && !view.complete && errors.length === 0 && (
        <Head>
          <meta http-equiv="refresh" content={`${REFRESH_SECONDS}; url=${refreshPath(url)}`} />
        </Head>
      )}
      <PageHeader
        title="Instances"
        lead="The servers of an account as EC2 and Systems Manager know them, over all its regions."
      />
      <ErrorSummary errors={errors} />
      <Panel id="instances" title="Inventory" note={view ? `account ${view.account}` : undefined}>
        {view === null
          ? <EmptyState title="Nobody is signed in">Sign in to see servers.</EmptyState>
          : (
            <>
              <InventoryFilter
                {...{ filter, environments, accounts }}
                account={view.account}
                path={INSTANCES_PATH}
              />
              <ScanProgress view={view} nowMs={nowMs} />
              <form method="post" action={`${INSTANCES_PATH}${url.search}`}>
                <CsrfField token={state.csrfToken} />
                <InventoryTable view={view} lineOf={serverLine} nowMs={nowMs} />
                <Paging nextCursor={view.nextCursor} url={url} />
                <SelectionForm
                  matching={view.matching}
                  isComplete={view.complete}
                  entered={entered}
                  numberError={errors.find(({ path }) => path === "change-number")?.message}
                  runnerPath={RUNNER_PATH}
                />
              </form>
            </>
          )}
      </Panel>
    </>
  );
});

function Paging({ nextCursor, url }: { readonly nextCursor: string | null; readonly url: URL }) {
  const address = (cursor: string | null) => {
    const search = new URLSearchParams(url.searchParams);
    search.delete("refresh");
    if (cursor === null) search.delete("cursor");
    else search.set("cursor", cursor);
    return `${INSTANCES_PATH}?${search}`;
  };
  if (nextCursor === null && !url.searchParams.has("cursor")) return null;
  return (
    <nav class="paging" aria-label="Pages of instances">
      {url.searchParams.has("cursor") && (
        <a class="btn btn-outline-secondary btn-sm" href={address(null)}>First page</a>
      )}
      {nextCursor !== null && (
        <a class="btn btn-outline-secondary btn-sm" href={address(nextCursor)}>Next page</a>
      )}
    </nav>
  );
}
