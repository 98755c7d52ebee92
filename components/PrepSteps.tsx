import type { JSX } from "preact";
import type { Change } from "@/lib/changes/view.ts";
import type { CheckedInstance, ConnectivityView } from "@/lib/inventory/view.ts";
import type { PatchStep, QcView } from "@/lib/patching/view.ts";
import { ageText } from "./Age.tsx";
import { Chip, type ChipProps } from "./Chip.tsx";
import { checkCounts, onlineChip } from "./connectivity_text.ts";
import { countText } from "./count_text.ts";
import { placesText } from "./places_text.ts";

/** What comes next: to sign in and to follow a run are no steps of their own. */
export type PrepNext = StepId | "sign_in" | "run";

type StepId = "change" | "connectivity" | "step1" | "step2" | "step3" | "report";

/** What the cards tell. */
export interface PrepStepsProps {
  readonly loaded: {
    readonly change: Change;
    readonly connectivity: ConnectivityView | null;
    readonly checked: readonly CheckedInstance[];
    readonly qc: QcView;
  } | null;
  readonly next: PrepNext;
  readonly nowMs: number;
}

interface Card {
  readonly id: StepId;
  readonly title: string;
  readonly chip: ChipProps | null;
  readonly text: string;
}

/** Where the operator is in the flow, and what comes next. */
export function PrepSteps({ loaded, next, nowMs }: PrepStepsProps): JSX.Element {
  const cards: readonly Card[] = [
    changeCard(loaded?.change),
    connectivityCard(loaded, nowMs),
    step1Card(loaded?.qc.step1 ?? null),
    step2Card(loaded?.qc ?? null),
    step3Card(loaded?.qc ?? null),
  ];
  const current = stepOf(next, loaded);
  return (
    <ol class="prep-steps" aria-label="Steps">
      {cards.map(({ id, title, chip, text }) => (
        <li key={id} class="prep-step" aria-current={id === current ? "step" : undefined}>
          <Chip {...chip ?? idleChip(id === current)} />
          <strong>{isThere(id, loaded) ? <a href={`#${id}`}>{title}</a> : title}</strong>
          <span class="muted">{text}</span>
        </li>
      ))}
    </ol>
  );
}

/** Steps 2 and 3 have a panel once the step before them has something for them. */
function isThere(id: StepId, loaded: PrepStepsProps["loaded"]): boolean {
  if (!loaded) return false;
  if (id === "step2") return loaded.qc.kernelGroups.length > 0;
  return id !== "step3" || loaded.qc.step2 !== null;
}

function stepOf(next: PrepNext, loaded: PrepStepsProps["loaded"]): StepId {
  if (next === "sign_in") return loaded?.connectivity ? "step1" : "connectivity";
  if (next === "report") return "step3";
  if (next !== "run") return next;
  const { step2, step3 } = loaded?.qc ?? {};
  if (step3 && step3.underWay.length > 0) return "step3";
  return step2 && step2.underWay.length > 0 ? "step2" : "step1";
}

function idleChip(isNext: boolean): ChipProps {
  return isNext
    ? { kind: "running", children: "Next" }
    : { kind: "idle", icon: "waiting", children: "Waiting" };
}

function changeCard(change: Change | undefined): Card {
  const id = "change";
  if (!change) {
    return { id, title: "Load a change", chip: null, text: "A stored one, or one from a file" };
  }
  const { instances } = change;
  const text = `${countText(instances.length, "instance")}, ${placesText(instances)}`;
  const chip = { kind: "success", icon: "check", children: "Done" } as const;
  return { id, title: "Change loaded", chip, text };
}

function connectivityCard(loaded: PrepStepsProps["loaded"], nowMs: number): Card {
  const card = { id: "connectivity", title: "Connectivity" } as const;
  if (!loaded?.connectivity) {
    return { ...card, chip: null, text: "Ask Systems Manager which ones answer" };
  }
  const { checked, connectivity: { checkedAt } } = loaded;
  const counts = checkCounts(checked);
  const others = [
    [counts.offline, "offline"],
    [counts.not_registered, "not registered"],
    [counts.error, "could not be checked"],
    [counts.unchecked, "not checked yet"],
  ] as const;
  const told = others.filter(([count]) => count > 0).map((each) => each.join(" "));
  const age = ageText(Math.max(0, nowMs - Date.parse(checkedAt)));
  return { ...card, chip: onlineChip(checked), text: [...told, age].join(" · ") };
}

function step1Card(step: PatchStep<unknown> | null): Card {
  const card = { id: "step1", title: "Step 1: initial QC" } as const;
  if (!step) return { ...card, chip: null, text: "Run the patcher's QC on every server" };
  return { ...card, ...stepState(step, { isWhole: step.pending.length === 0 }) };
}

function step2Card(qc: QcView | null): Card {
  const card = { id: "step2", title: "Step 2: stage kernels" } as const;
  if (!qc?.step2) return { ...card, chip: null, text: "One kernel for each group that passed" };
  return { ...card, ...stepState(qc.step2, { isWhole: isDone(qc.step2, qc.step1) }) };
}

function step3Card(qc: QcView | null): Card {
  const card = { id: "step3", title: "Step 3: final report" } as const;
  if (!qc?.step3) return { ...card, chip: null, text: "The patch script of each staged server" };
  return { ...card, ...stepState(qc.step3, { isWhole: isDone(qc.step3, qc.step2) }) };
}

/** A step is done where it has passed on all that passed the step before. */
function isDone(step: PatchStep<unknown>, before: PatchStep<unknown> | null): boolean {
  const passed = new Set<string>(step.passed.map(({ instanceId }) => instanceId));
  return before?.passed.every(({ instanceId }) => passed.has(instanceId)) ?? false;
}

function stepState(
  { passed, failed, pending, underWay }: PatchStep<unknown>,
  { isWhole }: { readonly isWhole: boolean },
): Pick<Card, "chip" | "text"> {
  const notRun = pending.length - underWay.length;
  const text = [`${failed.length} left out`, ...notRun > 0 ? [`${notRun} not run`] : []].join(
    " · ",
  );
  if (underWay.length > 0) {
    return {
      chip: { kind: "running", icon: "running", children: `${underWay.length} to go` },
      text: `${passed.length} passed · ${text}`,
    };
  }
  const isGood = isWhole && failed.length === 0;
  return {
    chip: {
      kind: isGood ? "success" : "warning",
      icon: isGood ? "check" : "caution",
      children: `${passed.length} passed`,
    },
    text,
  };
}
