import type { JSX } from "preact";
import type { Change } from "@/lib/changes/view.ts";
import type { CheckedInstance, ConnectivityView } from "@/lib/inventory/view.ts";
import type { QcStep, QcView } from "@/lib/patching/view.ts";
import { ageText } from "./Age.tsx";
import { Chip, type ChipProps } from "./Chip.tsx";
import { checkCounts, onlineChip } from "./connectivity_text.ts";
import { countText } from "./count_text.ts";
import { placesText } from "./places_text.ts";

/** What comes next: to sign in and to follow a run are no steps of their own. */
export type PrepNext = StepId | "sign_in" | "run";

type StepId = "change" | "connectivity" | "step1" | "report";

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
    reportCard(loaded?.qc.step1 ?? null),
  ];
  const current = stepOf(next, loaded);
  return (
    <ol class="prep-steps" aria-label="Steps">
      {cards.map(({ id, title, chip, text }) => (
        <li key={id} class="prep-step" aria-current={id === current ? "step" : undefined}>
          <Chip {...chip ?? idleChip(id === current)} />
          <strong>{loaded && id !== "report" ? <a href={`#${id}`}>{title}</a> : title}</strong>
          <span class="muted">{text}</span>
        </li>
      ))}
    </ol>
  );
}

function stepOf(next: PrepNext, loaded: PrepStepsProps["loaded"]): StepId {
  if (next === "sign_in") return loaded?.connectivity ? "step1" : "connectivity";
  return next === "run" ? "step1" : next;
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

function step1Card(step: QcStep | null): Card {
  const card = { id: "step1", title: "Step 1: initial QC" } as const;
  if (!step) return { ...card, chip: null, text: "Run the patcher's QC on every server" };
  const { passed, failed, pending, underWay } = step;
  const notRun = pending.length - underWay.length;
  const text = [`${failed.length} left out`, ...notRun > 0 ? [`${notRun} not run`] : []].join(
    " · ",
  );
  if (underWay.length > 0) {
    const left = `${underWay.length} to go`;
    return {
      ...card,
      chip: { kind: "running", icon: "running", children: left },
      text: `${passed.length} passed · ${text}`,
    };
  }
  const isWhole = failed.length + notRun === 0;
  return {
    ...card,
    chip: {
      kind: isWhole ? "success" : "warning",
      icon: isWhole ? "check" : "caution",
      children: `${passed.length} passed`,
    },
    text,
  };
}

function reportCard(step: QcStep | null): Card {
  const card = { id: "report", title: "Report" } as const;
  if (!step) return { ...card, chip: null, text: "For the change ticket, once step 1 has run" };
  if (step.underWay.length > 0) {
    return { ...card, chip: null, text: "Step 1 is still running: it holds what is known so far" };
  }
  const notRun = step.pending.length;
  const chip = { kind: "success", icon: "check", children: "Ready" } as const;
  const text = notRun > 0
    ? `${countText(notRun, "instance")} without a result`
    : "Every instance with its result";
  return { ...card, chip, text };
}
