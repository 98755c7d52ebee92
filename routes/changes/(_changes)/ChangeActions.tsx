import type { JSX } from "preact";
import { Chip } from "@/components/Chip.tsx";
import { CsrfField } from "@/components/CsrfField.tsx";
import type { Change } from "@/lib/changes/mod.ts";

/** A change, and whether the session works on it. */
export interface ChangeActionsProps {
  readonly change: Change;
  readonly isLoaded: boolean;
  readonly csrfToken: string;
}

/** What one can do with a change as a whole. */
export function ChangeActions(
  { change: { number }, isLoaded, csrfToken }: ChangeActionsProps,
): JSX.Element {
  return (
    <>
      <a class="btn btn-outline-secondary" href={`/changes/${number}/csv`} download>Export CSV</a>
      <a class="btn btn-outline-secondary" href={`/changes?edit=${number}#type`}>Edit</a>
      {isLoaded
        ? (
          <>
            <Chip kind="success" icon="check">Loaded</Chip>
            <a class="btn btn-primary" href="/aws/linux-qc-patching-prep">Go to QC prep</a>
          </>
        )
        : (
          <form method="post" action="/changes">
            <CsrfField token={csrfToken} />
            <input type="hidden" name="next" value={`/changes/${number}`} />
            <input type="hidden" name="number" value={number} />
            <button type="submit" class="btn btn-primary" name="intent" value="load">
              Load change
            </button>
          </form>
        )}
    </>
  );
}
