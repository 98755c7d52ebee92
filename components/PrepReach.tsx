import type { JSX } from "preact";
import type { Environment } from "@/lib/base/view.ts";
import { buttonClass } from "./button_class.ts";
import { countText } from "./count_text.ts";

/** Which part of the change is meant: all of it, or that in one environment. */
export type PrepPart = "all" | Environment;

/** The part of the change that the session's credentials reach. */
export interface PrepReach {
  /** `null` when it is none. */
  readonly part: PrepPart | null;
  /** How many instances are in it. */
  readonly instances: number;
  /** Where nobody is signed in, and how many instances are there. */
  readonly missing: readonly { readonly environment: Environment; readonly instances: number }[];
}

/** What is reached, and the page to come back to. */
export interface PrepReachProps {
  readonly reach: PrepReach;
  readonly path: string;
}

/** Says who is not included for want of credentials, and leads to where they are given. */
export function NotIncluded({ reach, path }: PrepReachProps): JSX.Element | null {
  if (reach.part === null || reach.missing.length === 0) return null;
  return (
    <p class="field-hint">
      {missingText(reach)}: not included. <a href={`/aws?next=${path}`}>Sign in</a>
    </p>
  );
}

/** Says that nothing can be done before somebody signs in. */
export function SignInFirst(
  { reach, path, isNext }: PrepReachProps & { readonly isNext: boolean },
): JSX.Element | null {
  if (reach.part !== null) return null;
  return (
    <div class="notice notice-warning prep-sign-in">
      <span>{missingText(reach)}: nothing can be checked or run.</span>
      <a
        class={buttonClass(isNext)}
        href={`/aws?next=${path}`}
      >
        Sign in
      </a>
    </div>
  );
}

function missingText({ missing }: PrepReach): string {
  const names = missing.map(({ environment, instances }) =>
    `${environment.toUpperCase()} (${countText(instances, "instance")})`
  );
  return `Not signed in for ${names.join(" and ")}`;
}
