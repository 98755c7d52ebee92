import { createDefine, type Define } from "fresh";
import type { Services } from "./services.ts";

/** What middleware hands to handlers and pages. */
export interface State {
  /** Identifies the request in the log, in `X-Request-Id` and on error pages. */
  requestId: string;
  /** What handlers work with. */
  services: Services;
  /** Set by the document when it renders: only then may the response bring scripts. */
  isPage?: boolean;
  /** True for a method outside of RFC 9110's common ones; such a request is only ever refused. */
  methodIsUnknown: boolean;
}

/** Fresh's typed helpers for this application's {@linkcode State}. */
export const define: Define<State> = createDefine<State>();
