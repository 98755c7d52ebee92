import type { JSX } from "preact";
import type { PlanView } from "@/lib/execution/view.ts";
import { AccountText } from "./AccountText.tsx";
import { countText } from "./count_text.ts";
import { Panel } from "./Panel.tsx";
import { PlanCredentials, type PrepPlan } from "./PrepScope.tsx";
import { TextMark } from "./TextMark.tsx";
import { When } from "./When.tsx";

/** What a run would do. */
export type RunPlan =
  & Pick<PlanView, "chunks" | "skipped" | "script">
  & Pick<Extract<PrepPlan, { readonly kind: "planned" }>, "predictedEndAt" | "credentials">;

/** The commands that a run would send, whom it would leave out, and the script; nothing is sent. */
export function RunnerPlan({ plan }: { readonly plan: RunPlan }): JSX.Element {
  const { chunks, skipped, script, predictedEndAt } = plan;
  const targets = chunks.reduce((sum, { instanceIds }) => sum + instanceIds.length, 0);
  return (
    <Panel id="plan" title="Plan" note="nothing is sent yet">
      <div class="panel-body prep-run">
        <p class="prep-ready">
          <strong>{countText(targets, "instance")}</strong> in{" "}
          {countText(chunks.length, "command")}, predicted end <When iso={predictedEndAt} />
          {skipped.length > 0 && `; ${countText(skipped.length, "instance")} skipped`}
        </p>
        <PlanCredentials {...plan} />
      </div>
      <Commands chunks={chunks} />
      {skipped.length > 0 && <Skipped skipped={skipped} />}
      <details class="panel-details">
        <summary>The script as it would be sent, secrets masked</summary>
        <pre class="script-text">{script}</pre>
      </details>
    </Panel>
  );
}

function Commands({ chunks }: Pick<RunPlan, "chunks">): JSX.Element {
  return (
    <table class="table-work" aria-label="Commands">
      <thead>
        <tr>
          <th scope="col">Partition</th>
          <th scope="col">Account</th>
          <th scope="col">Region</th>
          <th scope="col" class="number">Instances</th>
        </tr>
      </thead>
      <tbody>
        {chunks.map(({ partition, account, region, instanceIds }, index) => (
          <tr key={index}>
            <td data-label="Partition">{partition}</td>
            <td data-label="Account">
              <AccountText account={account} />
            </td>
            <td data-label="Region">{region}</td>
            <td data-label="Instances" class="number">{instanceIds.length}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Skipped({ skipped }: Pick<RunPlan, "skipped">): JSX.Element {
  return (
    <details class="panel-details" open>
      <summary>{countText(skipped.length, "instance")} skipped, and why</summary>
      <table class="table-work" aria-label="Skipped">
        <thead>
          <tr>
            <th scope="col">Instance</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {skipped.map(({ instanceId, reason }) => (
            <tr key={instanceId}>
              <td data-label="Instance">
                <code>{instanceId}</code>
              </td>
              <td data-label="Reason">
                <TextMark text={reason} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
