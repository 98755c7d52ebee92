import type { JSX } from "preact";
import type { Change } from "@/lib/changes/view.ts";
import type { QcView } from "@/lib/patching/view.ts";
import type { KernelGroup } from "@/lib/qc/view.ts";
import { CsrfField } from "./CsrfField.tsx";
import { countText } from "./count_text.ts";
import { Panel } from "./Panel.tsx";
import { KERNEL_FIELD } from "./prep_form.ts";
import type { PrepPlan } from "./PrepScope.tsx";
import { StepButton } from "./StepButton.tsx";

/** What the panel shows. */
export interface PrepStagingProps {
  readonly change: Change;
  readonly qc: QcView;
  /** What the newest kernel on every group takes. */
  readonly plan: PrepPlan;
  readonly isNext: boolean;
  readonly csrfToken: string;
  /** The same form sent twice starts one batch. */
  readonly idempotencyKey: string;
  readonly path: string;
}

/** Step 2: the kernel groups, and which kernel each one gets. */
export function PrepStaging(props: PrepStagingProps): JSX.Element {
  const { change, qc, plan, isNext, csrfToken, idempotencyKey, path } = props;
  return (
    <Panel
      id="step2"
      title="Step 2: stage kernels"
      note="writes the patch script; the server is not patched yet"
    >
      <form method="post" action={path}>
        <CsrfField token={csrfToken} />
        <input type="hidden" name="change" value={change.number} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <Groups qc={qc} />
        <div class="panel-body">
          <StepButton
            intent="step2"
            label="Stage kernels"
            plan={plan}
            isNext={isNext}
            hint="All chosen groups go in one run. A group without a choice is left as it is."
          />
        </div>
      </form>
    </Panel>
  );
}

function Groups({ qc }: { readonly qc: QcView }): JSX.Element {
  return (
    <table class="table-work prep-groups" aria-label="Kernel groups">
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col" class="number">Instances</th>
          <th scope="col">Running</th>
          <th scope="col">Kernel to stage</th>
          <th scope="col">Staged</th>
        </tr>
      </thead>
      <tbody>
        {qc.kernelGroups.map((group, index) => (
          <GroupRow key={group.name} group={group} qc={qc} id={`kernel-${index}`} />
        ))}
      </tbody>
    </table>
  );
}

interface GroupRowProps {
  readonly group: KernelGroup;
  readonly qc: QcView;
  readonly id: string;
}

function GroupRow({ group, qc: { step1, step2 }, id }: GroupRowProps): JSX.Element {
  const { name, instances } = group;
  const ids = new Set<string>(instances);
  const running = step1?.passed.filter(({ instanceId }) => ids.has(instanceId)) ?? [];
  const staged = step2?.passed.filter(({ instanceId }) => ids.has(instanceId)) ?? [];
  return (
    <tr>
      <td data-label="Group">
        <label for={id}>
          <strong>{name}</strong>
        </label>
      </td>
      <td data-label="Instances" class="number">{instances.length.toLocaleString("en-US")}</td>
      <td data-label="Running">
        <Kernels versions={running.map(({ currentKernel }) => currentKernel ?? "?")} />
      </td>
      <td data-label="Kernel to stage">
        <KernelChoice group={group} id={id} />
      </td>
      <td data-label="Staged">
        {staged.length === 0 ? <span class="muted">none</span> : (
          <>
            <Kernels versions={staged.map(({ stagedKernel }) => stagedKernel)} />
            <span class="muted">on {countText(staged.length, "instance")}</span>
          </>
        )}
      </td>
    </tr>
  );
}

function KernelChoice(
  { group: { name, availableKernels }, id }: Pick<GroupRowProps, "group" | "id">,
): JSX.Element {
  const isOffered = availableKernels.length > 0;
  return (
    <select
      class="form-select form-select-sm"
      id={id}
      name={`${KERNEL_FIELD}${name}`}
      disabled={!isOffered}
    >
      <option value="">{isOffered ? "Leave as it is" : "No update offered"}</option>
      {availableKernels.map((version, index) => (
        <option key={version} value={version}>{version}{index === 0 ? " (newest)" : ""}</option>
      ))}
    </select>
  );
}

function Kernels({ versions }: { readonly versions: readonly string[] }): JSX.Element {
  return (
    <ul class="prep-kernels">
      {[...new Set(versions)].map((version) => (
        <li key={version}>
          <code>{version}</code>
        </li>
      ))}
    </ul>
  );
}
