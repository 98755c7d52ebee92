import type { JSX } from "preact";
import { Chip } from "@/components/Chip.tsx";
import { Icon } from "@/components/Icon.tsx";
import type { Step } from "./steps.tsx";

/** The steps of the work side by side, with the one to do next marked. */
export function Flow({ steps }: { steps: readonly Step[] }): JSX.Element {
  const next = steps.find(({ isDone }) => !isDone);
  return (
    <ol class="flow">
      {steps.map((step, index) => (
        <li key={step.title} class={step === next ? "flow-step flow-next" : "flow-step"}>
          <div class="flow-state">
            {step.chip ?? (step === next
              ? <Chip kind="running" icon="arrow">Next</Chip>
              : <Chip kind="idle">Later</Chip>)}
          </div>
          <h3>{`${index + 1}. ${step.title}`}</h3>
          <p>{step.note}</p>
        </li>
      ))}
    </ol>
  );
}

/** The one solid button of the page: what to do next. */
export function NextAction({ steps }: { steps: readonly Step[] }): JSX.Element | null {
  const next = steps.find(({ isDone }) => !isDone);
  return next
    ? (
      <a class="btn btn-primary" href={next.href}>
        {next.action}
        <Icon name="arrow" />
      </a>
    )
    : null;
}
