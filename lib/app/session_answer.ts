import type { SessionView } from "@/lib/sessions/mod.ts";
import type { State } from "./state.ts";

/** What `GET /api/session` answers. */
export interface SessionAnswer extends SessionView {
  /** For `X-CSRF-Token`. */
  readonly csrfToken: string;
}

/**
 * Shows the session of a request, and nothing that could be used in its place.
 *
 * @param state The state.
 * @returns Who is signed in where, the current change, and the token for unsafe requests.
 */
export function sessionAnswer({ csrfToken, sessionView }: State): SessionAnswer {
  return { csrfToken, ...sessionView };
}
