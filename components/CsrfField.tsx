import type { JSX } from "preact";

/** Proves that a form came from this page (OWASP, Cross-Site Request Forgery Prevention). */
export function CsrfField({ token }: { token: string }): JSX.Element {
  return <input type="hidden" name="_csrf" value={token} />;
}
