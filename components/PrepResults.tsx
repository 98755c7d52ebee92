import type { JSX } from "preact";
import type { Change } from "@/lib/changes/view.ts";
import { hasEnded } from "@/lib/execution/view.ts";
import type { QcStep } from "@/lib/patching/view.ts";
import type { KernelGroup } from "@/lib/qc/view.ts";
import { Chip } from "./Chip.tsx";
import { Figures } from "./Figures.tsx";
import { Panel } from "./Panel.tsx";
import { StackedBar } from "./StackedBar.tsx";
import { StateChip } from "./StateChip.tsx";
import { TextMark } from "./TextMark.tsx";
import { When } from "./When.tsx";

/** The last step 1 of the change. */
export interface PrepResultsProps {
  readonly step: QcStep;
  readonly kernelGroups: readonly KernelGroup[];
  readonly change: Change;
}

/** What the last step 1 found: who passed, which kernels they offer, and who is left out and why. */
export function PrepResults(props: PrepResultsProps): JSX.Element {
  return (
    <>
      <Summary {...props} />
      <Groups {...props} />
      <LeftOut {...props} />
    </>
  );
}

function Summary({ step, change }: PrepResultsProps): JSX.Element {
  const { passed, failed, pending, state, batchId, at } = step;
  const isRunning = !hasEnded(state);
  const parts = [
    { value: passed.length, label: "passed", kind: "success" },
    { value: failed.length, label: "failed", kind: "failed" },
    { value: pending.length, label: "pending", kind: "running" },
  ] as const;
  const total = passed.length + failed.length + pending.length;
  const others = change.instances.length - total;
  return (
    <Panel
      id="results"
      title="Results of step 1"
      note={
        <>
          {isRunning ? "started" : "ended"} <When iso={at} />
        </>
      }
      actions={
        <>
          <StateChip state={state} />
          <a class="btn btn-outline-secondary btn-sm" href={`/executions/${batchId}`}>
            {isRunning ? "Follow the run" : "Open the run"}
          </a>
        </>
      }
    >
      <div class="panel-body prep-figures">
        <StackedBar segments={parts} total={total} label="Results of step 1" />
        <Figures items={[{ value: total, label: "instances" }, ...parts]} />
        {others > 0 && (
          <p class="field-hint">
            {others} of the change's {change.instances.length} instances were not part of this run.
          </p>
        )}
      </div>
    </Panel>
  );
}

function Groups({ step, kernelGroups }: PrepResultsProps): JSX.Element | null {
  if (kernelGroups.length === 0) return null;
  const kernels = new Map(step.passed.map((each) => [each.instanceId, each.currentKernel]));
  return (
    <Panel id="groups" title="Kernel groups" note="the instances that passed, by base kernel">
      <table class="table-work" aria-labelledby="groups-title">
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
              <td data-label="Instances" class="number">{instances.length}</td>
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
  const count = `${failed.length} ${failed.length === 1 ? "instance" : "instances"}`;
  return (
    <Panel id="left-out" title="Left out" note={`${count}, each with its reasons`}>
      <table class="table-work" aria-labelledby="left-out-title">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Name</th>
            <th scope="col">Instance</th>
            <th scope="col">Reasons</th>
          </tr>
        </thead>
        <tbody>
          {failed.map(({ instanceId, name, state, reasons }) => (
            <tr key={instanceId}>
              <td data-label="State" class="whole">
                {state === "success"
                  ? <Chip kind="failed" icon="cross">QC failed</Chip>
                  : <StateChip state={state} />}
              </td>
              <td data-label="Name" class="whole">
                <TextMark text={name} />
              </td>
              <td data-label="Instance" class="whole">
                <code>{instanceId}</code>
              </td>
              <td data-label="Reasons">
                <TextMark text={reasons.join(" · ")} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
