import type { JSX } from "preact";
import { hasEnded } from "@/lib/execution/view.ts";
import type { PatchStep } from "@/lib/patching/view.ts";
import { buttonClass } from "./button_class.ts";
import { Chip } from "./Chip.tsx";
import { countText } from "./count_text.ts";
import { Figures } from "./Figures.tsx";
import { Panel } from "./Panel.tsx";
import { StackedBar } from "./StackedBar.tsx";
import { StateChip } from "./StateChip.tsx";
import { TextMark } from "./TextMark.tsx";
import { When } from "./When.tsx";

/** What is known of a step of the change. */
export interface PrepResultsProps {
  /** The step's number, by which its parts are found on the page. */
  readonly number: 1 | 2 | 3;
  readonly step: PatchStep<unknown>;
  /** Whether following its run is the next step. */
  readonly isNext: boolean;
}

/** What a step found last on each server: who passed, and who is left out and why. */
export function PrepResults(props: PrepResultsProps): JSX.Element {
  return (
    <>
      <Summary {...props} />
      <LeftOut {...props} />
    </>
  );
}

function Summary({ number, step, isNext }: PrepResultsProps): JSX.Element {
  const { passed, failed, pending, underWay } = step;
  const notRun = pending.length - underWay.length;
  const parts = [
    { value: passed.length, label: "passed", kind: "success" },
    { value: failed.length, label: "left out", kind: "failed" },
    { value: underWay.length, label: "running", kind: "running" },
    { value: notRun, label: "not run", kind: "idle" },
  ] as const;
  const total = passed.length + failed.length + pending.length;
  return (
    <Panel
      id={`results-${number}`}
      title={`Results of step ${number}`}
      note="the newest of each instance"
      actions={<LastRun step={step} isNext={isNext} />}
    >
      <div class="panel-body prep-figures">
        <StackedBar segments={parts} total={total} label={`Results of step ${number}`} />
        <Figures
          items={[{ value: total, label: total === 1 ? "instance" : "instances" }, ...parts]}
        />
      </div>
    </Panel>
  );
}

/** When a step ran last, and the way to its run. */
export function LastRun(
  { step, isNext }: Pick<PrepResultsProps, "step" | "isNext">,
): JSX.Element {
  const { state, at, batchId, underWay: [running] } = step;
  return (
    <>
      <span class="muted">
        last run {hasEnded(state) ? "ended" : "started"} <When iso={at} />
      </span>
      <StateChip state={state} />
      <a
        class={`btn-sm ${buttonClass(isNext)}`}
        href={`/executions/${running?.batchId ?? batchId}`}
      >
        {running ? "Follow the run" : "Open the run"}
      </a>
    </>
  );
}

function LeftOut({ number, step: { failed } }: PrepResultsProps): JSX.Element | null {
  if (failed.length === 0) return null;
  const count = countText(failed.length, "instance");
  return (
    <Panel
      id={`left-out-${number}`}
      title={`Left out by step ${number}`}
      note={`${count}, each with its reasons and its output`}
    >
      <table class="table-work prep-servers" aria-labelledby={`left-out-${number}-title`}>
        <thead>
          <tr>
            <th scope="col" class="row-state">State</th>
            <th scope="col" class="row-name">Name</th>
            <th scope="col" class="row-id">Instance</th>
            <th scope="col">Reasons</th>
          </tr>
        </thead>
        <tbody>
          {failed.map(({ instanceId, batchId, name, state, reasons }) => (
            <tr key={instanceId}>
              <td data-label="State">
                {state === "success"
                  ? (
                    <Chip kind="failed" icon="cross">
                      {number === 2 ? "Not staged" : "QC failed"}
                    </Chip>
                  )
                  : <StateChip state={state} />}
              </td>
              <td data-label="Name">
                <TextMark text={name} />
              </td>
              <td data-label="Instance">
                <a href={`/executions/${batchId}/targets/${instanceId}`}>
                  <code>{instanceId}</code>
                </a>
              </td>
              <td data-label="Reasons" class="prep-said">
                <TextMark text={reasons.join(" · ")} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
