import type { ComponentChildren, JSX } from "preact";
import { Icon } from "./Icon.tsx";
import { countText } from "./count_text.ts";
import { CsrfField } from "./CsrfField.tsx";

/** What the header shows. */
export interface HeaderBarProps {
  readonly change: { readonly number: string; readonly instanceCount: number } | null;
  /** What the button at the end does; `null` on the sign-in page itself. */
  readonly way: "in" | "out" | null;
  readonly csrfToken: string;
  /** Pills of who is signed in. */
  readonly identities: ComponentChildren;
  readonly themeSwitch: ComponentChildren;
}

/** The line above every page: on which change, with whose credentials, and the way out. */
export function HeaderBar(
  { change, way, csrfToken, identities, themeSwitch }: HeaderBarProps,
): JSX.Element {
  return (
    <header class="top">
      {change && (
        <a class="pill pill-change" href={`/changes/${change.number}`}>
          <Icon name="folder" />
          <span class="pill-text">
            {change.number} · {countText(change.instanceCount, "instance")}
          </span>
        </a>
      )}
      <div class="top-end">
        <div class="pills">{identities}</div>
        {themeSwitch}
        {way === "in" && <a class="btn btn-outline-secondary btn-sm" href="/aws">Sign in</a>}
        {way === "out" && <SignOut token={csrfToken} />}
      </div>
    </header>
  );
}

function SignOut({ token }: { token: string }) {
  return (
    <form method="post" action="/aws">
      <CsrfField token={token} />
      <button
        type="submit"
        name="intent"
        value="sign-out"
        class="btn btn-outline-secondary btn-sm"
      >
        Sign out
      </button>
    </form>
  );
}
