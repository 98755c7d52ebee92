import { type Environment, partitionOfEnvironment } from "@/lib/base/mod.ts";
import { type Session, sessionView, SIGNED_OUT } from "@/lib/sessions/mod.ts";
import { requireSession } from "./answers.ts";
import { recordAction } from "./record_action.ts";
import type { State } from "./state.ts";

/**
 * Signs out: session and credentials are gone when this returns, and what was lent to batches with
 * them. The answer takes the cookie, and what the browser keeps of this site.
 *
 * @param state The state of the request.
 * @throws {AppError} `no_session` (401), `store_busy` or `store_unavailable` (503): the session may
 * still exist then.
 */
export async function signOut(state: State): Promise<void> {
  const { credentials, inventory } = state.services;
  const session = requireSession(state);
  await credentials.signOut(session);
  inventory.forget(session);
  state.session = null;
  state.sessionView = SIGNED_OUT;
  state.currentChange = null;
  state.cookieChange = { kind: "clear" };
  for (const actor of actorsOf(session)) {
    await recordAction(state, { actor, action: "sign_out", details: {} });
  }
}

/**
 * Erases the credentials of one environment; the session goes on. Asking again is safe.
 *
 * @param state The state of the request; it shows the environment as signed out then.
 * @param environment Commercial or GovCloud.
 * @throws {AppError} `no_session` (401), also when it was signed out meanwhile; `store_busy` or
 * `store_unavailable` (503): they may still be there then.
 */
export async function forgetEnvironment(state: State, environment: Environment): Promise<void> {
  const { credentials, inventory, clock } = state.services;
  const session = requireSession(state);
  const partition = partitionOfEnvironment(environment);
  state.session = await credentials.forget(session, partition);
  inventory.forget(session);
  const left = requireSession(state);
  state.sessionView = sessionView(left.state, { nowMs: clock.now() });
  const actor = session.state.identities[partition]?.arn;
  if (actor) {
    await recordAction(state, { actor, action: "forget_credentials", details: { environment } });
  }
}

/** One person may be signed in under an identity in each partition. */
function actorsOf({ state: { identities } }: Session): ReadonlySet<string> {
  return new Set(Object.values(identities).flatMap((identity) => identity ? [identity.arn] : []));
}
