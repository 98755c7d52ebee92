import { page } from "fresh";
import { Head } from "fresh/runtime";
import { ErrorSummary } from "@/components/ErrorSummary.tsx";
import { Field } from "@/components/Field.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Panel } from "@/components/Panel.tsx";
import { type SftServer, SftServerPanel } from "@/components/SftServerPanel.tsx";
import { define, methods, refreshPath, seeOther } from "@/lib/app/mod.ts";
import { randomId } from "@/lib/base/mod.ts";
import { actOnSft, SFT_PATH, sftPage, type SftPageData } from "./(_sft)/sft_page.ts";

const KEY_BYTES = 16;
const REFRESH_SECONDS = 3;

export const handler = methods<SftPageData>({
  async GET({ state, url }) {
    return page(await sftPage(state, { text: textOf(url) }));
  },
  async POST({ state, url }) {
    const text = textOf(url);
    const outcome = await actOnSft(state, text);
    if (outcome.kind === "pinged") return page(await sftPage(state, { text, ping: outcome.ping }));
    if (outcome.kind !== "refused") return seeOther(addressOf(text));
    return page(await sftPage(state, { text, errors: [outcome] }), { status: outcome.status });
  },
}, { limit: ({ method }) => method === "POST" ? "execution" : "read" });

function textOf({ searchParams }: URL): string {
  return searchParams.get("targets") ?? "";
}

function addressOf(text: string): string {
  return `${SFT_PATH}?${new URLSearchParams({ targets: text })}`;
}

export default define.page<typeof handler>(function SftFixer({ data, state, url }) {
  const { change, text, servers, ping, missing, errors } = data;
  return (
    <>
      {servers.some(isUnderWay) && (
        <Head>
          <meta http-equiv="refresh" content={`${REFRESH_SECONDS}; url=${refreshPath(url)}`} />
        </Head>
      )}
      <PageHeader
        title="SFT fixer"
        lead="Repair the ScaleFT (Okta) server agent on one or two servers: validate, detect, then install or reset."
      />
      <ErrorSummary errors={errors} />
      {missing && <p class="notice notice-warning">{missing}</p>}
      {servers.map((server) => (
        <SftServerPanel
          key={server.target.instanceId}
          server={server}
          ping={ping}
          missing={missing}
          action={addressOf(text)}
          csrfToken={state.csrfToken}
          idempotencyKey={randomId(KEY_BYTES)}
        />
      ))}
      <Panel id="servers" title="Servers" note="one or two">
        <form method="get" action={SFT_PATH} class="panel-body prep-run">
          <Field
            id="targets"
            label="Instances"
            hint={change
              ? `One a line. Of ${change.number} the instance id is enough; else id, account, region, platform.`
              : "One a line: instance id, account, region, and windows where it is no Linux server."}
          >
            <textarea
              class="form-control lines"
              id="targets"
              name="targets"
              rows={2}
              required
              spellcheck={false}
              aria-describedby="targets-hint"
            >
              {text}
            </textarea>
          </Field>
          <div class="prep-action">
            <button
              type="submit"
              class={servers.length === 0 ? "btn btn-primary" : "btn btn-outline-secondary"}
            >
              Show servers
            </button>
          </div>
        </form>
      </Panel>
    </>
  );
});

function isUnderWay({ detected, repaired }: SftServer): boolean {
  return [detected, repaired].some((run) =>
    run?.state === "pending" || run?.state === "in_progress"
  );
}
