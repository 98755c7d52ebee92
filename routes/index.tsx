import { page } from "fresh";
import { Chip } from "@/components/Chip.tsx";
import { PageTitle } from "@/components/PageTitle.tsx";
import { define, type FlagState, flagStates, methods, VERSION } from "@/lib/app/mod.ts";
import type { KvConfig } from "@/lib/config/mod.ts";

interface Home {
  readonly version: string;
  readonly environment: string;
  readonly storage: string;
  readonly ready: boolean;
  readonly flags: readonly FlagState[];
}

export const handler = methods<Home>({
  async GET({ state }) {
    const { config, store } = state.services;
    return page({
      version: VERSION,
      environment: config.environment,
      storage: STORAGE[config.kv.kind],
      ready: (await store.checkReady()).ready,
      flags: flagStates(config.flags),
    });
  },
});

const STORAGE: Readonly<Record<KvConfig["kind"], string>> = {
  file: "a file on this server",
  remote: "a KV Connect server",
  managed: "the database of Deno Deploy",
};

export default define.page<typeof handler>(function HomePage({ data }) {
  return (
    <>
      <PageTitle>Home</PageTitle>
      <div>
        <h1>PCM-Ops Tools</h1>
        <p class="muted mb-0">
          Patch and repair fleets of EC2 servers through AWS Systems Manager, over many accounts and
          regions, in Commercial and GovCloud.
        </p>
      </div>
      <ServerPanel {...data} />
      <ProtectionPanel flags={data.flags} />
    </>
  );
});

function ServerPanel({ version, environment, storage, ready }: Home) {
  return (
    <section class="panel" aria-labelledby="server">
      <h2 id="server">This server</h2>
      <dl class="facts">
        <div>
          <dt>Version</dt>
          <dd>{version}</dd>
        </div>
        <div>
          <dt>Environment</dt>
          <dd>{environment}</dd>
        </div>
        <div>
          <dt>State is kept in</dt>
          <dd>
            {storage}
            {ready
              ? <Chip kind="success">Reachable</Chip>
              : <Chip kind="warning">Not reachable: nothing can be saved now</Chip>}
          </dd>
        </div>
        <div>
          <dt>For monitoring</dt>
          <dd>
            <a href="/api/health">Liveness</a>
            <a href="/api/ready">Readiness</a>
          </dd>
        </div>
      </dl>
    </section>
  );
}

function ProtectionPanel({ flags }: { flags: readonly FlagState[] }) {
  return (
    <section class="panel" aria-labelledby="protection">
      <h2 id="protection">Protection</h2>
      <dl class="facts">
        {flags.map(({ variable, guards, enforced }) => (
          <div key={variable}>
            <dt>{guards}</dt>
            <dd>
              {enforced
                ? <Chip kind="success">Enforced</Chip>
                : <Chip kind="warning">{`Report only: set ${variable}=true to enforce`}</Chip>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
