import type { JSX } from "preact";
import { AccountText } from "@/components/AccountText.tsx";
import {
  IDLE_WARNING_MS,
  leftText,
  type Urgency,
  urgencyOf,
  useIdleLeft,
  useTimeLeft,
} from "@/components/time_left.ts";
import { MINUTE_MS } from "@/lib/base/view.ts";

/** Who is signed in to one environment. */
export interface IdentityPillProps {
  /** `COM` or `GOV`. */
  readonly name: string;
  readonly account: string;
  /** The time left in ms when the page was made. */
  readonly leftMs: number;
  /** The time without use that ends the session, in ms; `null` when it does not. */
  readonly idleMs: number | null;
  /** Where one signs in again. */
  readonly renewHref: string;
}

const KINDS: Readonly<Record<Urgency, string>> = {
  calm: "success",
  soon: "warning",
  ended: "failed",
};

/** Whose credentials are held and for how long; warns before they or the session end. */
export default function IdentityPill(
  { name, account, leftMs, idleMs, renewHref }: IdentityPillProps,
): JSX.Element {
  const credentialsLeftMs = useTimeLeft(leftMs);
  const countedMs = useIdleLeft(idleMs ?? 0);
  const idleLeftMs = idleMs === null ? Infinity : countedMs;
  const isIdle = idleLeftMs <= IDLE_WARNING_MS && credentialsLeftMs > idleLeftMs;
  const urgency = isIdle ? idleLeftMs > 0 ? "soon" : "ended" : urgencyOf(credentialsLeftMs);
  return (
    <span class={`pill pill-${KINDS[urgency]}`}>
      <span>
        {name} <AccountText account={account} />
      </span>
      <strong>
        {isIdle ? idleText(idleLeftMs) : leftText(credentialsLeftMs)}
      </strong>
      {isIdle && urgency === "ended" && (
        <a href={renewHref} aria-label={`Sign in to ${name} again`}>sign in</a>
      )}
      {!isIdle && urgency !== "calm" && (
        <a href={renewHref} aria-label={`Renew the ${name} credentials`}>renew</a>
      )}
    </span>
  );
}

function idleText(leftMs: number): string {
  if (leftMs <= 0) return "signed out";
  return `signed out in ${Math.ceil(leftMs / MINUTE_MS)} min without use`;
}
