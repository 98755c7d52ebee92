import type { ChangeNumber } from "@/lib/base/mod.ts";
import { sessionView } from "@/lib/sessions/mod.ts";
import { noSession, notFound, requireSession } from "./answers.ts";
import type { State } from "./state.ts";

/**
 * Makes a change the one that the session's tools work on.
 *
 * @param state The state of the request; it shows the change then.
 * @param number The change, or `null` for none.
 * @throws {AppError} `no_session` (401), also when it was signed out meanwhile; `not_found` (404)
 * naming the change; `store_busy` or `store_unavailable` (503).
 */
export async function chooseChange(state: State, number: ChangeNumber | null): Promise<void> {
  const { changes, sessions, clock } = state.services;
  const before = requireSession(state);
  const change = number === null ? null : await changes.summary(number) ?? null;
  if (number !== null && change === null) throw notFound("change", number);
  const session = await sessions.update(before, () => ({ currentChange: number }));
  if (session === null) throw noSession(state);
  state.session = session;
  state.sessionView = sessionView(session.state, { nowMs: clock.now() });
  state.currentChange = change;
}
