import type { JSX } from "preact";
import { Icon } from "./Icon.tsx";

/** What the banners tell of how the server runs. */
export interface BannersProps {
  readonly development: boolean;
  /** Environment variables of the checks that only report. */
  readonly reportOnly: readonly string[];
}

/** Thin lines above every page while the server does not run as in production. */
export function Banners({ development, reportOnly }: BannersProps): JSX.Element {
  return (
    <>
      {development && (
        <p class="banner">
          <Icon name="warning" />
          Development mode: the settings are relaxed. Not for real changes.
        </p>
      )}
      {reportOnly.length > 0 && (
        <p class="banner">
          <Icon name="warning" />
          {`Report only: ${
            reportOnly.join(", ")
          } switched off. Violations are logged, not blocked.`}
        </p>
      )}
    </>
  );
}
