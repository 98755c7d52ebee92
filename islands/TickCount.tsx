import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

/** What is ticked when the page comes. */
export interface TickCountProps {
  /** The form that the boxes belong to. */
  readonly formId: string;
  /** How many are ticked, on all pages of the table. */
  readonly ticked: number;
}

/** Says how many instances are ticked; a tick chooses to run on the ticked ones only. */
export default function TickCount({ formId, ticked }: TickCountProps): JSX.Element {
  const count = useSignal(ticked);
  useEffect(() => {
    const form = document.getElementById(formId);
    if (!(form instanceof HTMLFormElement)) return;
    const recount = () => {
      count.value = new FormData(form).getAll("instanceIds").length;
    };
    const onChange = ({ target }: Event) => {
      if (!(target instanceof HTMLInputElement) || target.form !== form) return;
      if (target.name !== "instanceIds") return;
      recount();
      const scope = form.elements.namedItem("scope");
      if (target.checked && scope instanceof RadioNodeList) scope.value = "selected";
    };
    // A browser that goes back, or loads again, ticks what was ticked.
    recount();
    document.addEventListener("change", onChange);
    return () => document.removeEventListener("change", onChange);
  }, [formId]);
  return <span class="muted" role="status">{`${count.value} ticked`}</span>;
}
