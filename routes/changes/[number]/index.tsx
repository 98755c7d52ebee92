import { page } from "fresh";
import { ChangeDelete } from "@/components/ChangeDelete.tsx";
import { ChangeRuns } from "@/components/ChangeRuns.tsx";
import { ErrorSummary } from "@/components/ErrorSummary.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { TextMark } from "@/components/TextMark.tsx";
import { define, methods, seeOther, storedChange } from "@/lib/app/mod.ts";
import { changePage, type ChangePageData } from "../(_changes)/change_page.ts";
import { ChangeActions } from "../(_changes)/ChangeActions.tsx";
import { deleteChange } from "../(_changes)/delete_change.ts";
import { InstancesPanel } from "../(_changes)/InstancesPanel.tsx";

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

export default define.page<typeof handler>(function ChangePageView({ data, state }) {
  const { change, errors, runs } = data;
  const { csrfToken } = state;
  return (
    <>
      <PageHeader
        title={change.number}
        lead={change.description && <TextMark text={change.description} />}
        actions={
          <ChangeActions
            change={change}
            isLoaded={state.currentChange?.number === change.number}
            csrfToken={csrfToken}
          />
        }
      />
      <ErrorSummary errors={errors} />
      <InstancesPanel {...data} />
      <ChangeRuns number={change.number} runs={runs} />
      <ChangeDelete change={change} error={errors[0]?.message} csrfToken={csrfToken} />
    </>
  );
});
