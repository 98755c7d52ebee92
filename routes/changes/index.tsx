import { page } from "fresh";
import { ChangeList } from "@/components/ChangeList.tsx";
import { ChangeNotice } from "@/components/ChangeNotice.tsx";
import { ChangePanel } from "@/components/ChangePanel.tsx";
import { ChangeReviewPanel } from "@/components/ChangeReviewPanel.tsx";
import { ChangeTypedForm } from "@/components/ChangeTypedForm.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorSummary } from "@/components/ErrorSummary.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Panel } from "@/components/Panel.tsx";
import { define, methods } from "@/lib/app/mod.ts";
import { answerChangeForm } from "./(_changes)/change_intents.ts";
import { changesPage, type ChangesPageData } from "./(_changes)/changes_page.ts";

const NO_TEXT = { number: "", description: "", lines: "" };

export const handler = methods<ChangesPageData>({
  async GET({ state, url }) {
    return page(await changesPage(state, { url }));
  },
  POST({ state }) {
    return answerChangeForm(state);
  },
});

export default define.page<typeof handler>(function ChangesPage({ data, state, url }) {
  const { panel, review, imported, next, isDraftGone, typed, errors, list } = data;
  const { csrfToken, currentChange } = state;
  const isFiltered = Object.values(data.filter).some((text) => text !== "") || data.isContinued;
  return (
    <>
      <PageHeader
        title="Changes"
        lead="A change is a ticket's number and the instances it may touch: nothing else is ever run on."
        actions={currentChange && !review && <ToPrep />}
      />
      <ChangeNotice
        search={url.searchParams}
        current={currentChange}
        imported={{ changes: imported, csrfToken, next }}
      />
      <ErrorSummary errors={errors} />
      {isDraftGone && (
        <p class="notice notice-warning" role="status">
          This preview is gone: it was imported, discarded, or older than 15 minutes. Preview the
          file again.
        </p>
      )}
      {review && <ChangeReviewPanel {...review} csrfToken={csrfToken} />}
      <ChangePanel {...panel} />
      {list.items.length === 0 && !isFiltered
        ? <NoChanges isSimulated={state.services.simulated} />
        : <ChangeList {...data} page={list} current={currentChange} csrfToken={csrfToken} />}
      <ChangeTypedForm
        typed={typed ?? NO_TEXT}
        numberError={errors.find(({ path }) => path === "typed-number")?.message}
        isOpen={typed !== null}
        csrfToken={csrfToken}
      />
    </>
  );
});

function ToPrep() {
  return <a class="btn btn-primary" href="/aws/linux-qc-patching-prep">Go to QC prep</a>;
}

function NoChanges({ isSimulated }: { isSimulated: boolean }) {
  return (
    <Panel id="stored" title="Stored changes" note="shared by all operators">
      <EmptyState title="No change is stored yet">
        <p>
          Import a CSV file with the columns <code>change_number</code>, <code>instance_id</code>,
          {" "}
          <code>account_id</code> and <code>region</code>; <code>platform</code> and{" "}
          <code>name</code> are optional. You see a preview before anything is saved.
        </p>
        {isSimulated && (
          <p>
            AWS is simulated: try it with servers of the simulated fleet.{" "}
            <a href="/changes/sample.csv" download>Download the sample change</a>
          </p>
        )}
      </EmptyState>
    </Panel>
  );
}
