import type { ComponentChildren } from "preact";

/**
 * Moves the title, meta, link, script, style, base, noscript and template elements below it to the
 * document's head. It works while the server renders; in the browser it renders nothing.
 */
export function Head(_props: { children?: ComponentChildren }): null {
  return null;
}
