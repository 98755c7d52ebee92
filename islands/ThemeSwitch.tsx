import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";

const CHOICES = { light: "Light", dark: "Dark", system: "System" };

/** `static/theme.js` applies the choice before the first paint and whenever this event tells it. */
const CHANGE = "themechange";

/**
 * Chooses light, dark or the system's theme; the browser keeps the choice.
 *
 * @param props the button's icons as children, which the style sheet shows by the choice
 */
export default function ThemeSwitch({ children }: { children: ComponentChildren }): JSX.Element {
  const choice = useSignal("");

  useEffect(() => {
    const follow = () => choice.value = document.documentElement.dataset.theme ?? "system";
    follow();
    addEventListener("storage", follow);
    return () => removeEventListener("storage", follow);
  }, []);

  function choose(value: string): void {
    choice.value = value;
    dispatchEvent(new CustomEvent(CHANGE, { detail: value }));
  }

  return (
    <div class="theme-switch">
      <button
        type="button"
        class="btn btn-outline-secondary btn-sm"
        popovertarget="theme-choices"
        aria-label="Theme"
      >
        {children}
      </button>
      <fieldset id="theme-choices" popover class="theme-choices">
        <legend>Theme</legend>
        {Object.entries(CHOICES).map(([value, label]) => (
          <label key={value}>
            <input
              type="radio"
              name="theme"
              value={value}
              checked={choice.value === value}
              onChange={() => choose(value)}
            />
            {label}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
