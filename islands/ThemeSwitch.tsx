import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "@/components/Icon.tsx";

const CHOICES = [
  { value: "light", label: "Light", icon: "sun" },
  { value: "dark", label: "Dark", icon: "moon" },
  { value: "system", label: "System", icon: "contrast" },
] as const;

/** `static/theme.js` applies the choice before the first paint and whenever this event tells it. */
const CHANGE = "themechange";

/** Chooses light, dark or the system's theme; the browser keeps the choice. */
export default function ThemeSwitch(): JSX.Element {
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
        {CHOICES.map(({ value, icon }) => (
          <Icon key={value} name={icon} class={`theme-icon theme-icon-${value}`} />
        ))}
      </button>
      <fieldset id="theme-choices" popover class="theme-choices">
        <legend>Theme</legend>
        {CHOICES.map(({ value, label, icon }) => (
          <label key={value}>
            <input
              type="radio"
              name="theme"
              value={value}
              checked={choice.value === value}
              onChange={() => choose(value)}
            />
            <Icon name={icon} />
            {label}
          </label>
        ))}
      </fieldset>
    </div>
  );
}
