import { page } from "fresh";
import { ChangeNotice } from "@/components/ChangeNotice.tsx";
import { ChangePanel } from "@/components/ChangePanel.tsx";
import { ErrorSummary } from "@/components/ErrorSummary.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { STEP1_FORM } from "@/components/prep_form.ts";
import { PrepConnectivity } from "@/components/PrepConnectivity.tsx";
import { PrepFinal } from "@/components/PrepFinal.tsx";
import { SignInFirst } from "@/components/PrepReach.tsx";
import { PrepReports } from "@/components/PrepReports.tsx";
import { PrepResults } from "@/components/PrepResults.tsx";
import { PrepRun } from "@/components/PrepRun.tsx";
import { PrepStaging } from "@/components/PrepStaging.tsx";
import { PrepSteps } from "@/components/PrepSteps.tsx";
import TickCount from "@/islands/TickCount.tsx";
import { define, methods, seeOther, type State } from "@/lib/app/mod.ts";
import { randomId } from "@/lib/base/mod.ts";
import type { QcView } from "@/lib/patching/mod.ts";
import { actOnPrep } from "./(_prep)/prep_actions.ts";
import { PREP_PATH, type PrepChange, prepPage, type PrepPageData } from "./(_prep)/prep_page.ts";
import {
  isShowing,
  type PrepView,
  viewAddress,
  viewOfAddress,
  viewOfForm,
} from "./(_prep)/prep_view.ts";

const KEY_BYTES = 16;

export const handler = methods<PrepPageData>({
  async GET({ state, url }) {
    return page(await prepPage(state, viewOfAddress(url.searchParams)));
  },
  async POST({ req, state, url }) {
    const view = viewOfForm(state, url.searchParams);
    if (isShowing(url.searchParams)) return await show(state, view);
    const outcome = await actOnPrep(state, { selection: view.selection, signal: req.signal });
    if (outcome.kind === "started") return seeOther(`/executions/${outcome.batchId}`);
    if (outcome.kind === "done") return await show(state, view);
    const data = await prepPage(state, { ...view, errors: [outcome] });
    return page(data, { status: outcome.status });
  },
}, {
  limit: ({ method, url }) =>
    method === "POST" && !isShowing(new URL(url).searchParams) ? "execution" : "read",
});

/** An address is better than the answer to a form: it can be loaded again, and gone back to. */
async function show(state: State, view: PrepView) {
  const address = viewAddress(view);
  return address === null
    ? page(await prepPage(state, view))
    : seeOther(`${PREP_PATH}${address}#connectivity`);
}

export default define.page<typeof handler>(function PrepPage({ data, state, url }) {
  const { panel, loaded, servers, next, filter, selection, errors } = data;
  const { csrfToken } = state;
  const nowMs = state.services.clock.now();
  const run = loaded && (
    <PrepRun
      {...loaded}
      selection={selection}
      tickCount={<TickCount formId={STEP1_FORM} ticked={selection.ticked.size} />}
      underWay={loaded.qc.step1?.underWay ?? []}
      isNext={next === "step1"}
      csrfToken={csrfToken}
      idempotencyKey={randomId(KEY_BYTES)}
      path={PREP_PATH}
    />
  );
  return (
    <>
      <PageHeader
        title="Linux QC patching prep"
        lead="Check every server of the change, stage its kernel, and keep the report. Nothing is patched here."
        actions={<PrepReports loaded={loaded} isNext={next === "report"} />}
      />
      <ChangeNotice search={url.searchParams} current={state.currentChange} />
      <ErrorSummary errors={errors} />
      <PrepSteps loaded={loaded} next={next} nowMs={nowMs} />
      {loaded && <SignInFirst reach={loaded.reach} path={PREP_PATH} isNext={next === "sign_in"} />}
      <ChangePanel {...panel} />
      {loaded && (
        <>
          <Steps loaded={loaded} next={next} csrfToken={csrfToken} />
          {loaded.connectivity && run}
          <PrepConnectivity
            {...loaded}
            servers={servers}
            filter={filter}
            ticked={selection.ticked}
            path={PREP_PATH}
            isNext={next === "connectivity"}
            nowMs={nowMs}
          />
          {!loaded.connectivity && run}
        </>
      )}
    </>
  );
});

/** The newest step is on top: its results, and what can be done with them. */
function Steps(
  { loaded, next, csrfToken }: Pick<PrepPageData, "next"> & {
    readonly loaded: PrepChange;
    readonly csrfToken: string;
  },
) {
  const { change, qc, stagePlan, finalPlan } = loaded;
  const form = () => ({ change, csrfToken, idempotencyKey: randomId(KEY_BYTES), path: PREP_PATH });
  const running = [qc.step3, qc.step2, qc.step1].find((step) => step && step.underWay.length > 0);
  const isFollowed = (step: QcView["step1" | "step2" | "step3"]) =>
    next === "run" && step === running;
  return (
    <>
      {qc.step3 && <PrepResults number={3} step={qc.step3} isNext={isFollowed(qc.step3)} />}
      {finalPlan && <PrepFinal {...form()} plan={finalPlan} isNext={next === "step3"} />}
      {qc.step2 && <PrepResults number={2} step={qc.step2} isNext={isFollowed(qc.step2)} />}
      {stagePlan && <PrepStaging {...form()} qc={qc} plan={stagePlan} isNext={next === "step2"} />}
      {qc.step1 && <PrepResults number={1} step={qc.step1} isNext={isFollowed(qc.step1)} />}
    </>
  );
}
