import { useEffect } from "preact/hooks";

const FILTER = '[role="search"] input[type="search"]';
const FIELDS = "input, select, textarea, [contenteditable], dialog[open]";

/** Lets `/` go to the page's first filter, unless one types, and Escape leave it. */
export default function FilterKey(): null {
  useEffect(() => {
    document.addEventListener("keydown", takeKey);
    return () => document.removeEventListener("keydown", takeKey);
  }, []);
  return null;
}

function takeKey(event: KeyboardEvent): void {
  const filter = document.querySelector<HTMLInputElement>(FILTER);
  if (!filter || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target === filter) return filter.blur();
  const isTyping = event.target instanceof Element && event.target.closest(FIELDS) !== null;
  if (event.key !== "/" || isTyping) return;
  event.preventDefault();
  filter.focus();
  filter.select();
}
