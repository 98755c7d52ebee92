import { page } from "fresh";
import { EmptyState } from "@/components/EmptyState.tsx";
import { type ExecutionFilter, ExecutionFilters } from "@/components/ExecutionFilters.tsx";
import { ExecutionTable } from "@/components/ExecutionTable.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Panel } from "@/components/Panel.tsx";
import { define, methods } from "@/lib/app/mod.ts";
import { BATCH_STATES, type BatchSummary } from "@/lib/execution/mod.ts";

const PAGE = 50;

interface ExecutionList {
  readonly batches: readonly BatchSummary[];
  readonly next: string | null;
  readonly isFirst: boolean;
  readonly filter: ExecutionFilter;
  readonly scripts: readonly { readonly id: string; readonly name: string }[];
  readonly nowMs: number;
}

export const handler = methods<ExecutionList>({
  async GET({ state: { services }, url }) {
    const filter = filterOf(url.searchParams);
    const cursor = url.searchParams.get("cursor") || undefined;
    const { items, nextCursor } = await services.executions.list({
      state: filter.state || undefined,
      change: filter.change || undefined,
      script: filter.script || undefined,
      actor: filter.actor || undefined,
      limit: PAGE,
      cursor,
    });
    return page({
      batches: items,
      next: nextCursor && `/executions?${new URLSearchParams({ ...filter, cursor: nextCursor })}`,
      isFirst: cursor === undefined,
      filter,
      scripts: [...services.scripts.values()].map(({ id, name }) => ({ id, name })),
      nowMs: services.clock.now(),
    });
  },
});

function filterOf(query: URLSearchParams): ExecutionFilter {
  const text = (name: string) => query.get(name)?.trim() ?? "";
  const state = text("state");
  return {
    state: BATCH_STATES.find((known) => known === state) ?? "",
    change: text("change"),
    script: text("script"),
    actor: text("actor"),
  };
}

export default define.page<typeof handler>(function ExecutionsPage({ data }) {
  const { batches, filter, scripts, nowMs, next, isFirst } = data;
  const isFiltered = Object.values(filter).some((value) => value !== "");
  return (
    <>
      <PageHeader
        title="Executions"
        lead="Every run ever started: who, when, where, and how it ended."
      />
      <Panel
        id="executions"
        title="Runs"
        note="newest first"
        actions={<ExecutionFilters filter={filter} scripts={scripts} />}
      >
        {batches.length > 0
          ? <ExecutionTable batches={batches} nowMs={nowMs} />
          : <NoExecutions isFiltered={isFiltered} />}
        {(next || !isFirst) && (
          <nav class="paging" aria-label="Pages of runs">
            {!isFirst && <a href="/executions">Newest</a>}
            {next && <a href={next}>Older runs</a>}
          </nav>
        )}
      </Panel>
    </>
  );
});

function NoExecutions({ isFiltered }: { readonly isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState title="No run fits this filter">
        <p>
          <a href="/executions">Show all runs</a>
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title="Nothing has run yet">
      <p>
        A run is one script on many servers. Load a change, then start its initial QC: it shows up
        here with every server's state, output and the reports for the ticket.
      </p>
      <p>
        <a class="btn btn-primary" href="/aws/linux-qc-patching-prep">Go to QC prep</a>
      </p>
    </EmptyState>
  );
}
