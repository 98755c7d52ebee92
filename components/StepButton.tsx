import type { JSX } from "preact";
import { buttonClass } from "./button_class.ts";
import type { PrepPlan } from "./PrepScope.tsx";

/** What the button starts. */
export interface StepButtonProps {
  readonly intent: string;
  readonly label: string;
  readonly plan: PrepPlan;
  readonly isNext: boolean;
  /** What comes of it, beside the button; a button that cannot be pressed says why instead. */
  readonly hint: string;
}

/** Starts a step; where that is not possible it says why. */
export function StepButton(
  { intent, label, plan, isNext, hint }: StepButtonProps,
): JSX.Element {
  const reason = plan.kind === "refused" ? plan.reason : undefined;
  return (
    <div class="prep-action">
      <button
        type="submit"
        class={buttonClass(isNext)}
        name="intent"
        value={intent}
        disabled={reason !== undefined}
        aria-describedby={`${intent}-reason`}
      >
        {label}
      </button>
      <span class="muted" id={`${intent}-reason`}>{reason ?? hint}</span>
    </div>
  );
}
