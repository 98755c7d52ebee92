import type { JSX } from "preact";
import { AccountText } from "@/components/AccountText.tsx";
import { leftText, type Urgency, urgencyOf, useTimeLeft } from "@/components/time_left.ts";

/** Who is signed in to one environment. */
export interface IdentityPillProps {
  /** `COM` or `GOV`. */
  readonly name: string;
  readonly account: string;
  /** The time left in ms when the page was made. */
  readonly leftMs: number;
  /** Where one signs in again. */
  readonly renewHref: string;
}

const KINDS: Readonly<Record<Urgency, string>> = {
  calm: "success",
  soon: "warning",
  ended: "failed",
};

/** Whose credentials are held and for how long; warns before they end and says when they have. */
export default function IdentityPill(
  { name, account, leftMs, renewHref }: IdentityPillProps,
): JSX.Element {
  const nowLeftMs = useTimeLeft(leftMs);
  const urgency = urgencyOf(nowLeftMs);
  return (
    <span class={`pill pill-${KINDS[urgency]}`}>
      <span>
        {name} <AccountText account={account} />
      </span>
      <strong class="time-left">{leftText(nowLeftMs)}</strong>
      {urgency !== "calm" && (
        <a href={renewHref} aria-label={`Renew the ${name} credentials`}>renew</a>
      )}
    </span>
  );
}
