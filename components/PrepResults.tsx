import type { JSX } from "preact";
import { hasEnded } from "@/lib/execution/view.ts";
import type { QcStep } from "@/lib/patching/view.ts";
import type { KernelGroup } from "@/lib/qc/view.ts";
import { buttonClass } from "./button_class.ts";
import { Chip } from "./Chip.tsx";
import { countText } from "./count_text.ts";
import { Figures } from "./Figures.tsx";
import { Panel } from "./Panel.tsx";
import { StackedBar } from "./StackedBar.tsx";
import { StateChip } from "./StateChip.tsx";
import { TextMark } from "./TextMark.tsx";
import { When } from "./When.tsx";

/** What is known of step 1 of the change. */
export interface PrepResultsProps {
  readonly step: QcStep;
  readonly kernelGroups: readonly KernelGroup[];
  /** Whether following its run is the next step. */
  readonly isNext: boolean;
}

/** What step 1 found last on each server: who passed, which kernels they offer, and who is left out and why. */
export function PrepResults(props: PrepResultsProps): JSX.Element {
  return (
    <>
      <Summary {...props} />
      <Groups {...props} />
      <LeftOut {...props} />
    </>
  );
}

function Summary({ step, isNext }: PrepResultsProps): JSX.Element {
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
      id="results"
      title="Results of step 1"
      note="the newest of each instance"
      actions={<LastRun step={step} isNext={isNext} />}
    >
      <div class="panel-body prep-figures">
        <StackedBar segments={parts} total={total} label="Results of step 1" />
        <Figures
          items={[{ value: total, label: total === 1 ? "instance" : "instances" }, ...parts]}
        />
      </div>
    </Panel>
  );
}

function LastRun({ step, isNext }: Pick<PrepResultsProps, "step" | "isNext">): JSX.Element {
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

function Groups({ step, kernelGroups }: PrepResultsProps): JSX.Element | null {
  if (kernelGroups.length === 0) return null;
  const kernels = new Map(step.passed.map((each) => [each.instanceId, each.currentKernel]));
  return (
    <Panel id="groups" title="Kernel groups" note="the instances that passed, by base kernel">
      <table class="table-work prep-groups" aria-labelledby="groups-title">
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col" class="number">Instances</th>
            <th scope="col">Running</th>
            <th scope="col">Available, newest first</th>
          </tr>
        </thead>
        <tbody>
          {kernelGroups.map(({ name, instances, availableKernels }) => (
            <tr key={name}>
              <td data-label="Group">
                <strong>{name}</strong>
              </td>
              <td data-label="Instances" class="number">
                {instances.length.toLocaleString("en-US")}
              </td>
              <td data-label="Running">
                <Kernels versions={[...new Set(instances.map((id) => kernels.get(id) ?? "?"))]} />
              </td>
              <td data-label="Available">
                {availableKernels.length > 0
                  ? <Kernels versions={availableKernels} />
                  : <span class="muted">no update offered</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Kernels({ versions }: { versions: readonly string[] }): JSX.Element {
  return (
    <ul class="prep-kernels">
      {versions.map((version) => (
        <li key={version}>
          <code>{version}</code>
        </li>
      ))}
    </ul>
  );
}

function LeftOut({ step: { failed } }: PrepResultsProps): JSX.Element | null {
  if (failed.length === 0) return null;
  const count = countText(failed.length, "instance");
  return (
    <Panel id="left-out" title="Left out" note={`${count}, each with its reasons and its output`}>
      <table class="table-work prep-servers" aria-labelledby="left-out-title">
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
                  ? <Chip kind="failed" icon="cross">QC failed</Chip>
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
