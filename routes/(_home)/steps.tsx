import type { ComponentChildren, JSX } from "preact";
import { Age } from "@/components/Age.tsx";
import { Chip } from "@/components/Chip.tsx";
import { onlineChip } from "@/components/connectivity_text.ts";
import { countText } from "@/components/count_text.ts";
import { StateChip } from "@/components/StateChip.tsx";
import { hasEnded } from "@/lib/execution/view.ts";
import type { Workflow } from "./workflow.ts";

/** One step of the work. */
export interface Step {
  readonly title: string;
  /** What the step is for, or how it stands. */
  readonly note: ComponentChildren;
  /** `null` while nothing is known of it. */
  readonly chip: JSX.Element | null;
  readonly isDone: boolean;
  readonly href: string;
  /** What the button says when the step is next. */
  readonly action: string;
}

const PREP = "/aws/linux-qc-patching-prep";

/**
 * Says how each step of the work stands.
 *
 * @param workflow How far the work is.
 * @returns The steps, in their order.
 */
export function stepsOf(workflow: Workflow): readonly Step[] {
  const { change, lastRun } = workflow;
  return [
    signInStep(workflow),
    changeStep(change),
    connectivityStep(workflow),
    runStep(lastRun, workflow),
    reportStep(workflow),
  ];
}

function signInStep({ environments: { com, gov } }: Workflow): Step {
  const names = [com && "COM", gov && "GOV"].filter(Boolean).join(" and ");
  return {
    title: "Sign in",
    note: names
      ? `${names}: credentials are held`
      : "Paste temporary AWS credentials, Commercial or GovCloud.",
    chip: names ? <Chip kind="success" icon="check">Done</Chip> : null,
    isDone: names !== "",
    href: "/aws",
    action: "Sign in",
  };
}

function changeStep(change: Workflow["change"]): Step {
  return {
    title: "Load a change",
    note: change
      ? `${change.number}, ${countText(change.instanceCount, "instance")}`
      : "Pick a saved one, upload a CSV file, or type it in.",
    chip: change && <Chip kind="success" icon="check">Done</Chip>,
    isDone: change !== null,
    href: "/changes",
    action: "Load a change",
  };
}

function connectivityStep({ checked, nowMs }: Workflow): Step {
  const times = checked?.flatMap(({ result }) => result?.checkedAt ?? []) ?? [];
  const [oldest] = times.toSorted();
  return {
    title: "Confirm connectivity",
    note: oldest
      ? (
        <>
          checked <Age iso={oldest} nowMs={nowMs} />
        </>
      )
      : "Ask Systems Manager which instances can be reached.",
    chip: checked && <Chip {...onlineChip(checked)} />,
    isDone: oldest !== undefined,
    href: PREP,
    action: "Confirm connectivity",
  };
}

function runStep(lastRun: Workflow["lastRun"], { nowMs }: Workflow): Step {
  return {
    title: "Run a tool",
    note: lastRun
      ? (
        <>
          <a href={`/executions/${lastRun.batchId}`}>{lastRun.scriptName}</a>,{" "}
          <Age iso={lastRun.createdAt} nowMs={nowMs} />
        </>
      )
      : "On all or on selected instances; each result is kept.",
    chip: lastRun && <StateChip state={lastRun.state} />,
    isDone: lastRun !== null && hasEnded(lastRun.state),
    href: lastRun ? `/executions/${lastRun.batchId}` : PREP,
    action: lastRun ? "Follow the run" : "Open QC prep",
  };
}

function reportStep({ lastRun }: Workflow): Step {
  return {
    title: "Download reports",
    note: "Markdown, CSV and HTML for the change ticket.",
    chip: null,
    isDone: false,
    href: lastRun ? `/executions/${lastRun.batchId}` : PREP,
    action: "Open the last run",
  };
}
