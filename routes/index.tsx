import { page } from "fresh";
import { PageHeader } from "@/components/PageHeader.tsx";
import { PageTitle } from "@/components/PageTitle.tsx";
import { Panel } from "@/components/Panel.tsx";
import { define, methods, VERSION } from "@/lib/app/mod.ts";
import { Flow, NextAction } from "./(_home)/Flow.tsx";
import { stepsOf } from "./(_home)/steps.tsx";
import { type Workflow, workflowOf } from "./(_home)/workflow.ts";

interface Home {
  readonly workflow: Workflow;
  /** What is known of the server, with its name. */
  readonly facts: readonly (readonly [string, string])[];
}

const STORAGE = {
  file: "a file on this server",
  remote: "a KV Connect server",
  managed: "the database of Deno Deploy",
} as const;

const LEAD = "Patch and repair fleets of EC2 servers through AWS Systems Manager, over many " +
  "accounts and regions, in Commercial and GovCloud.";

export const handler = methods<Home>({
  async GET({ state }) {
    const { simulated, config: { environment, kv } } = state.services;
    const facts = [
      ["Version", VERSION],
      ["Environment", environment],
      ["AWS", simulated ? "simulated" : "live"],
      ["State is kept in", STORAGE[kv.kind]],
    ] as const;
    return page({ workflow: await workflowOf(state), facts });
  },
}, { access: "open" });

export default define.page<typeof handler>(function HomePage({ data: { workflow, facts } }) {
  const steps = stepsOf(workflow);
  return (
    <>
      <PageHeader title="PCM-Ops Tools" lead={LEAD} actions={<NextAction steps={steps} />} />
      <PageTitle>Home</PageTitle>
      <section aria-labelledby="work">
        <h2 id="work" class="section-title">From credentials to reports</h2>
        <Flow steps={steps} />
      </section>
      <Panel id="server" title="This server">
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
          <div>
            <dt>For monitoring</dt>
            <dd>
              <a href="/api/health">Liveness</a>
              <a href="/api/ready">Readiness</a>
            </dd>
          </div>
        </dl>
      </Panel>
    </>
  );
});
