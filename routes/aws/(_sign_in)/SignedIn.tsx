import type { JSX } from "preact";
import { AccountText } from "@/components/AccountText.tsx";
import { Chip } from "@/components/Chip.tsx";
import { CsrfField } from "@/components/CsrfField.tsx";
import { Panel } from "@/components/Panel.tsx";
import { urgencyOf } from "@/components/time_left.ts";
import { When } from "@/components/When.tsx";
import TimeLeft from "@/islands/TimeLeft.tsx";
import type { IdentityView } from "@/lib/sessions/view.ts";
import type { Place } from "./sign_in_page.ts";

/** Who is signed in where. */
export interface SignedInProps {
  readonly csrfToken: string;
  readonly places: readonly Place[];
  /** How many batches run with these credentials. */
  readonly running: number;
  /** What to do next. */
  readonly onward: { readonly href: string; readonly text: string };
}

/** Whose credentials are held, for how long, and the ways to let go of them. */
export function SignedIn({ csrfToken, places, running, onward }: SignedInProps): JSX.Element {
  return (
    <Panel
      id="signed-in"
      title="Signed in"
      actions={<a class="btn btn-primary btn-sm" href={onward.href}>{onward.text}</a>}
    >
      <form method="post" action="/aws">
        <CsrfField token={csrfToken} />
        <ul class="identities">
          {places.map((place) => (
            <li key={place.name}>
              {place.identity
                ? <Held place={place} identity={place.identity} />
                : <Missing name={place.name} />}
            </li>
          ))}
        </ul>
      </form>
      {running > 0 && <p class="identities-note text-warning">{warningOf(running)}</p>}
    </Panel>
  );
}

function Held({ place, identity }: { readonly place: Place; readonly identity: IdentityView }) {
  const { name, environment, leftMs } = place;
  return (
    <>
      <Chip kind={urgencyOf(leftMs) === "calm" ? "success" : "warning"}>{name}</Chip>
      <div class="identity">
        <code>{identity.arn}</code>
        <span class="muted">
          Account <AccountText account={identity.account} />, {endOf(identity)}
        </span>
      </div>
      <div class="identity-end">
        <span>
          <strong>
            <TimeLeft leftMs={leftMs} />
          </strong>{" "}
          left
        </span>
        <button
          type="submit"
          name="intent"
          value={`forget-${environment}`}
          class="btn btn-outline-secondary btn-sm"
        >
          Forget {name} credentials
        </button>
      </div>
    </>
  );
}

function Missing({ name }: { readonly name: string }) {
  return (
    <>
      <Chip kind="idle">{name}</Chip>
      <span class="muted">not signed in</span>
    </>
  );
}

function endOf({ expiresAt, expiresAtKnown }: IdentityView): JSX.Element {
  return (
    <>
      until <When iso={expiresAt} />
      {!expiresAtKnown && " at most: AWS does not tell the end"}
    </>
  );
}

function warningOf(running: number): string {
  const [batches, wait] = running === 1
    ? ["1 batch runs", "it waits"]
    : [`${running} batches run`, "they wait"];
  return `${batches} with these credentials: after signing out ${wait} until the same account ` +
    "signs in again.";
}
