import { page } from "fresh";
import { ChangeNotice } from "@/components/ChangeNotice.tsx";
import { ChangePanel } from "@/components/ChangePanel.tsx";
import { ErrorSummary } from "@/components/ErrorSummary.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { RunnerForm } from "@/components/RunnerForm.tsx";
import { RunnerPlan } from "@/components/RunnerPlan.tsx";
import { ScriptChoice } from "@/components/ScriptChoice.tsx";
import { define, formFields, methods, seeOther, unknownIntent } from "@/lib/app/mod.ts";
import { randomId } from "@/lib/base/mod.ts";
import {
  actOnRunner,
  RUNNER_PATH,
  runnerPage,
  type RunnerPageData,
} from "./(_runner)/runner_page.ts";

const KEY_BYTES = 16;

export const handler = methods<RunnerPageData>({
  async GET({ state, url }) {
    return page(await runnerPage(state, { scriptId: url.searchParams.get("script") }));
  },
  async POST({ state, url }) {
    const { intent, script = null } = formFields(state);
    const scriptId = url.searchParams.get("script") ?? script;
    const data = await runnerPage(state, { scriptId });
    // Another page sends servers that were selected there; the script is chosen here.
    if (intent === undefined && data.form.targets !== "") return page(data);
    if (intent === undefined && data.script === null) {
      const message = "No instance was ticked: type instances, or go back and tick some";
      return page({ ...data, errors: [{ path: "", message }] }, { status: 422 });
    }
    if (!data.script || (intent !== "plan" && intent !== "run")) throw unknownIntent();
    const outcome = await actOnRunner(state, data.script);
    if (outcome.kind === "started") return seeOther(`/executions/${outcome.batchId}`);
    if (outcome.kind === "shown") return page({ ...data, plan: outcome.plan });
    return page({ ...data, errors: outcome.errors }, { status: outcome.status });
  },
}, { limit: ({ method }) => method === "POST" ? "execution" : "read" });

export default define.page<typeof handler>(function ScriptRunner({ data, state, url }) {
  const { panel, change, scripts, script, fields, missing, form, plan, errors } = data;
  return (
    <>
      <PageHeader
        title="Script runner"
        lead="Run a script of the library on a change, or on servers that you name."
      />
      <ChangeNotice search={url.searchParams} current={state.currentChange} />
      <ErrorSummary errors={errors} />
      <ScriptChoice
        scripts={scripts}
        script={script}
        path={RUNNER_PATH}
        isNext={script === null}
        targets={form.targets}
        csrfToken={state.csrfToken}
      />
      {plan && <RunnerPlan plan={plan} />}
      {script && (
        <RunnerForm
          {...{ scriptId: script.id, fields, missing, form, errors }}
          change={change}
          isPlanned={plan !== null}
          path={RUNNER_PATH}
          csrfToken={state.csrfToken}
          idempotencyKey={formFields(state).idempotencyKey ?? randomId(KEY_BYTES)}
        />
      )}
      <ChangePanel {...panel} />
    </>
  );
});
