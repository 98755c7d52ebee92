import type { JSX } from "preact";
import type { Change } from "@/lib/changes/view.ts";
import { hasEnded } from "@/lib/execution/view.ts";
import type { ConnectivityView } from "@/lib/inventory/view.ts";
import type { QcStep, QcView } from "@/lib/patching/view.ts";
import { ageText } from "./Age.tsx";
import { Chip, type ChipProps } from "./Chip.tsx";

/** The step that comes next. */
export type PrepNext = "change" | "connectivity" | "step1" | "report";

/** What the cards tell. */
export interface PrepStepsProps {
  readonly loaded: {
    readonly change: Change;
    readonly connectivity: ConnectivityView | null;
    readonly qc: QcView;
  } | null;
  readonly next: PrepNext;
  readonly nowMs: number;
}

interface Card {
  readonly id: PrepNext;
  readonly title: string;
  readonly chip: ChipProps | null;
  readonly text: string;
}

/** Where the operator is in the flow, and what comes next. */
export function PrepSteps({ loaded, next, nowMs }: PrepStepsProps): JSX.Element {
  const cards: readonly Card[] = [
    changeCard(loaded?.change),
    connectivityCard(loaded?.connectivity ?? null, nowMs),
    step1Card(loaded?.qc.step1 ?? null),
    reportCard(loaded?.qc.step1 ?? null),
  ];
  return (
    <ol class="prep-steps" aria-label="Steps">
      {cards.map(({ id, title, chip, text }) => (
        <li key={id} class="prep-step" aria-current={id === next ? "step" : undefined}>
          <Chip {...chip ?? idleChip(id === next)} />
          <strong>{loaded && id !== "report" ? <a href={`#${id}`}>{title}</a> : title}</strong>
          <span class="muted">{text}</span>
        </li>
      ))}
    </ol>
  );
}

function idleChip(isNext: boolean): ChipProps {
  return isNext
    ? { kind: "running", children: "Next" }
    : { kind: "idle", icon: "waiting", children: "Waiting" };
}

function changeCard(change: Change | undefined): Card {
  const card = { id: "change", title: "Change loaded" } as const;
  if (!change) return { ...card, chip: null, text: "Load a stored change, or import one" };
  const { instances } = change;
  const accounts = new Set(instances.map(({ account }) => account)).size;
  const regions = new Set(instances.map(({ region }) => region)).size;
  const text = `${instances.length} instances, ${accounts} accounts, ${regions} regions`;
  return { ...card, chip: { kind: "success", icon: "check", children: "Done" }, text };
}

function connectivityCard(connectivity: ConnectivityView | null, nowMs: number): Card {
  const card = { id: "connectivity", title: "Connectivity" } as const;
  if (!connectivity) return { ...card, chip: null, text: "Ask Systems Manager which ones answer" };
  const { results, checkedAt } = connectivity;
  const countOf = (state: string) => results.filter((each) => each.state === state).length;
  const online = countOf("online");
  const isWhole = online === results.length;
  const others = [
    [countOf("offline"), "offline"],
    [countOf("not_registered"), "not registered"],
    [countOf("error"), "not checked"],
  ] as const;
  const told = others.filter(([count]) => count > 0).map((each) => each.join(" "));
  const age = ageText(Math.max(0, nowMs - Date.parse(checkedAt)));
  return {
    ...card,
    chip: {
      kind: isWhole ? "success" : "warning",
      icon: isWhole ? "check" : "caution",
      children: `${online} of ${results.length}`,
    },
    text: `${isWhole ? "all online" : told.join(", ")} · ${age}`,
  };
}

function step1Card(step: QcStep | null): Card {
  const card = { id: "step1", title: "Step 1: initial QC" } as const;
  if (!step) return { ...card, chip: null, text: "Run the patcher's QC on every server" };
  const { passed, failed, pending, state, scriptVersion } = step;
  const text = `${failed.length} failed · script ${scriptVersion.slice(0, 4)}…${
    scriptVersion.slice(-2)
  }`;
  if (!hasEnded(state)) {
    const left = `${pending.length} to go`;
    return { ...card, chip: { kind: "running", icon: "running", children: left }, text };
  }
  const kind = failed.length === 0 ? "success" : "warning";
  const icon = failed.length === 0 ? "check" : "caution";
  return { ...card, chip: { kind, icon, children: `${passed.length} pass` }, text };
}

function reportCard(step: QcStep | null): Card {
  const card = { id: "report", title: "Report" } as const;
  if (!step) return { ...card, chip: null, text: "For the change ticket, once step 1 has run" };
  const isWhole = hasEnded(step.state);
  return {
    ...card,
    chip: isWhole ? { kind: "success", icon: "check", children: "Ready" } : null,
    text: isWhole ? "Every instance with its result" : "Step 1 is still running",
  };
}
