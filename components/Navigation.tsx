import type { JSX } from "preact";
import { Icon, type IconName } from "./Icon.tsx";

interface Destination {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
}

const DESTINATIONS: readonly Destination[] = [{ href: "/", label: "Home", icon: "house" }];

/** The rail: a column at the left on wide screens, a scrolling strip above on narrow ones. */
export function Navigation({ path }: { path: string }): JSX.Element {
  return (
    <nav class="rail" aria-label="Main">
      <a class="brand" href="/">PCM-Ops Tools</a>
      <div class="rail-links">
        {DESTINATIONS.map(({ href, label, icon }) => (
          <a key={href} href={href} aria-current={href === path ? "page" : undefined}>
            <Icon name={icon} />
            {label}
          </a>
        ))}
      </div>
    </nav>
  );
}
