import type { JSX } from "preact";
import { Icon } from "./Icon.tsx";

/** What the banners tell of how the server runs. */
export interface BannersProps {
  readonly development: boolean;
  /** Whether AWS is simulated. */
  readonly simulated: boolean;
  /** Environment variables of the checks that only report. */
  readonly reportOnly: readonly string[];
}

/** Thin lines above every page while the server does not run as in production. */
export function Banners(props: BannersProps): JSX.Element | null {
  const notices = noticesOf(props);
  if (notices.length === 0) return null;
  return (
    <aside class="banners" aria-label="How the server runs">
      {notices.map((notice) => (
        <p key={notice} class="banner">
          <Icon name="warning" />
          {notice}
        </p>
      ))}
    </aside>
  );
}

function noticesOf({ development, simulated, reportOnly }: BannersProps): readonly string[] {
  const mode = development ? "Development mode: the settings are relaxed." : "";
  const aws = simulated ? "AWS is simulated: no real server is reached." : "Not for real changes.";
  return [
    ...development || simulated ? [`${mode} ${aws}`.trim()] : [],
    ...reportOnly.length > 0
      ? [`Report only: ${reportOnly.join(", ")} switched off. Violations are logged, not blocked.`]
      : [],
  ];
}
