import type { State } from "@/lib/app/mod.ts";
import type { Environment, FieldError } from "@/lib/base/mod.ts";
import { hasEnded } from "@/lib/execution/view.ts";
import type { IdentityView } from "@/lib/sessions/mod.ts";
import { formatDuration } from "@/lib/base/mod.ts";

/** One environment, and who is signed in there. */
export interface Place {
  readonly environment: Environment;
  /** What buttons and chips call it. */
  readonly name: "COM" | "GOV";
  readonly identity: IdentityView | null;
  /** The time left in ms. */
  readonly leftMs: number;
}

/** A line above the form: what happened before. */
export interface Notice {
  readonly kind: "success" | "warning" | "running";
  readonly text: string;
}

/** All that the sign-in page shows. Nothing that was pasted is in it. */
export interface SignInPage {
  readonly places: readonly Place[];
  readonly chosen: Environment;
  /** Where the browser goes after signing in; empty when it stays. */
  readonly next: string;
  readonly notices: readonly Notice[];
  readonly errors: readonly FieldError[];
  /** How long credentials are kept at most. */
  readonly longest: string;
  readonly simulated: boolean;
  /** How many batches run with these credentials. */
  readonly running: number;
  /** What to do once signed in. */
  readonly onward: { readonly href: string; readonly text: string };
}

/** What a request adds to the page as it is for everybody. */
export interface SignInShown {
  readonly chosen?: Environment;
  readonly next: string;
  readonly notices?: readonly Notice[];
  readonly errors?: readonly FieldError[];
}

const NAMES = { com: "COM", gov: "GOV" } as const;
const ENVIRONMENTS = ["com", "gov"] as const;

/** Newer batches than these are not looked at: one that still runs is among them. */
const NEWEST_BATCHES = 50;

/**
 * Gathers what the sign-in page shows.
 *
 * @param state The state of the request.
 * @param shown What this request adds.
 * @returns The page's data.
 */
export async function signInPage(state: State, shown: SignInShown): Promise<SignInPage> {
  const { services: { config, simulated }, sessionView: { environments } } = state;
  const unfilled = environments.com && !environments.gov ? "gov" : "com";
  return {
    places: placesOf(state),
    chosen: unfilled,
    notices: [],
    errors: [],
    longest: formatDuration(config.session.credentialTtlMs),
    simulated,
    running: await runningBatches(state),
    onward: onwardOf(state, shown),
    ...shown,
  };
}

function placesOf({ services: { clock }, sessionView }: State): readonly Place[] {
  return ENVIRONMENTS.map((environment) => {
    const identity = sessionView.environments[environment];
    const leftMs = identity ? Date.parse(identity.expiresAt) - clock.now() : 0;
    return { environment, name: NAMES[environment], identity, leftMs };
  });
}

function onwardOf({ currentChange }: State, { next }: SignInShown): SignInPage["onward"] {
  if (next) return { href: next, text: "Continue" };
  return currentChange
    ? { href: "/aws/linux-qc-patching-prep", text: "Open QC prep" }
    : { href: "/changes", text: "Load a change" };
}

/** Signing out makes these wait: that is said before. */
async function runningBatches({ session, services }: State): Promise<number> {
  if (!session) return 0;
  const identities = Object.values(session.state.identities);
  const arns = new Set(identities.flatMap((identity) => identity?.arn ?? []));
  const { items } = await services.executions.list({ limit: NEWEST_BATCHES });
  return items.filter(({ state, actor }) => !hasEnded(state) && arns.has(actor)).length;
}
