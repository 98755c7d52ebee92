import { createDefine, type Define } from "fresh";
import type { ChangeSummary } from "@/lib/changes/mod.ts";
import type { CsrfSubject } from "@/lib/security/mod.ts";
import { type Session, type SessionView, SIGNED_OUT } from "@/lib/sessions/mod.ts";
import type { Services } from "./services.ts";

/** What the answer does to the browser's session cookie. */
export type CookieChange =
  | { readonly kind: "set"; readonly token: string }
  /** The id of a visitor, who needs it once an answer shows a CSRF token. */
  | { readonly kind: "visit"; readonly token: string }
  /** At the end of a session: what the browser keeps of this site goes too. */
  | { readonly kind: "clear" };

/** What middleware hands to handlers and pages. */
export interface State {
  /** Identifies the request in the log, in `X-Request-Id` and on error pages. */
  requestId: string;
  /** What handlers work with. */
  services: Services;
  /** From where the request comes, as far as it can be believed. */
  address: string;
  /** Set by the document when it renders: only then may the response bring scripts. */
  isPage?: boolean;
  /** True for a method outside of RFC 9110's common ones; such a request is only ever refused. */
  methodIsUnknown: boolean;
  /** The session behind the cookie; `null` when signed out. */
  session: Session | null;
  /** Who is signed in where, as pages and the API show it. */
  sessionView: SessionView;
  /** The session's change, on pages alone; `null` when none is loaded, or when it was deleted. */
  currentChange: ChangeSummary | null;
  /** For `<meta name="csrf-token">`, `<CsrfField>` and `GET /api/session`; masked anew each time. */
  csrfToken: string;
  /** Whose CSRF token counts: the id in the cookie; `null` before it was read. */
  csrfSubject: CsrfSubject | null;
  /** The limit that ended the session of this very request. */
  ended: "idle" | "absolute" | null;
  /** What the answer does to the cookie; `null` leaves it. */
  cookieChange: CookieChange | null;
  /** The form of a POST, once `methods()` has let it pass; `null` when the body is no form. */
  form: FormData | null;
}

/** What a request has before anything is known of it; error pages render from it. */
export const UNIDENTIFIED = {
  session: null,
  sessionView: SIGNED_OUT,
  currentChange: null,
  csrfToken: "",
  csrfSubject: null,
  ended: null,
  cookieChange: null,
  form: null,
} as const satisfies Partial<State>;

/** Fresh's typed helpers for this application's {@linkcode State}. */
export const define: Define<State> = createDefine<State>();
