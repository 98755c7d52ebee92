import { page } from "fresh";
import { PageTitle } from "@/components/PageTitle.tsx";
import { define, methods, VERSION } from "@/lib/app/mod.ts";

interface Home {
  readonly version: string;
  readonly environment: string;
  readonly storage: string;
}

const STORAGE = {
  file: "a file on this server",
  remote: "a KV Connect server",
  managed: "the database of Deno Deploy",
} as const;

export const handler = methods<Home>({
  GET({ state }) {
    const { environment, kv } = state.services.config;
    return page({ version: VERSION, environment, storage: STORAGE[kv.kind] });
  },
});

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
      <section class="panel" aria-labelledby="server">
        <h2 id="server">This server</h2>
        <dl class="facts">
          <div>
            <dt>Version</dt>
            <dd>{data.version}</dd>
          </div>
          <div>
            <dt>Environment</dt>
            <dd>{data.environment}</dd>
          </div>
          <div>
            <dt>State is kept in</dt>
            <dd>{data.storage}</dd>
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
    </>
  );
});
