import type { ComponentChildren, JSX } from "preact";
import type { ChangeSummary } from "@/lib/changes/view.ts";
import { buttonClass } from "./button_class.ts";
import { countText } from "./count_text.ts";
import { Children } from "./Children.tsx";
import { CsrfField } from "./CsrfField.tsx";
import { Panel } from "./Panel.tsx";

/** What the panel shows, and where its forms lead. */
export interface ChangePanelProps {
  /** The open changes to choose from. */
  readonly changes: readonly ChangeSummary[];
  /** Whether there are more open ones than these. */
  readonly hasMore: boolean;
  /** The loaded change. */
  readonly current: ChangeSummary | null;
  readonly csrfToken: string;
  /** The path to come back to. */
  readonly next: string;
  /** Whether loading a change is the page's next step. */
  readonly isNext: boolean;
}

/** Chooses the change that tools work on: a stored one, or one from a file. */
export function ChangePanel(props: ChangePanelProps): JSX.Element {
  const { changes, current, isNext } = props;
  const canLoad = changes.length > 0;
  return (
    <Panel id="change" title="Change" note={noteOf(current)} actions={<ClearForm {...props} />}>
      <div class="change-forms">
        <PanelForm {...props}>
          <label for="change-number">Change</label>
          <div class="change-line">
            <ChangeSelect {...props} />
            <button
              type="submit"
              class={buttonClass(isNext && canLoad)}
              name="intent"
              value="load"
              disabled={!canLoad}
            >
              Load change
            </button>
          </div>
          <SelectHint {...props} />
        </PanelForm>
        <PanelForm {...props} isFile>
          <label for="change-file">Change CSV</label>
          <div class="change-line">
            <input
              class="form-control"
              type="file"
              id="change-file"
              name="file"
              accept=".csv,text/csv"
              required
              aria-describedby="change-file-hint"
            />
            <button
              type="submit"
              class={buttonClass(isNext && !canLoad)}
              name="intent"
              value="preview"
            >
              Preview CSV
            </button>
          </div>
          <p class="field-hint" id="change-file-hint">
            At most 10,000 rows and 5 MB. Nothing is saved before you have seen it.
          </p>
        </PanelForm>
      </div>
    </Panel>
  );
}

function noteOf(current: ChangeSummary | null): ComponentChildren {
  if (!current) return "none is loaded";
  return (
    <>
      <a href={`/changes/${current.number}`}>{current.number}</a> is loaded
    </>
  );
}

function PanelForm(
  { csrfToken, next, isFile = false, children }:
    & Pick<ChangePanelProps, "csrfToken" | "next">
    & { readonly isFile?: boolean; readonly children: ComponentChildren },
): JSX.Element {
  return (
    <form
      method="post"
      action="/changes"
      class="change-form"
      enctype={isFile ? "multipart/form-data" : undefined}
    >
      <CsrfField token={csrfToken} />
      <input type="hidden" name="next" value={next} />
      <Children>{children}</Children>
    </form>
  );
}

function ChangeSelect({ changes, current }: ChangePanelProps): JSX.Element {
  const isListed = changes.some(({ number }) => number === current?.number);
  const shown = current && !isListed ? [current, ...changes] : changes;
  return (
    <select
      class="form-select"
      id="change-number"
      name="number"
      disabled={shown.length === 0}
      aria-describedby="change-number-hint"
    >
      {shown.map(({ number, instanceCount, description }) => (
        <option key={number} value={number} selected={number === current?.number}>
          {`${number} · ${countText(instanceCount, "instance")}${
            description && ` · ${description}`
          }`}
        </option>
      ))}
    </select>
  );
}

function SelectHint({ changes, hasMore, next }: ChangePanelProps): JSX.Element {
  const shown = hasMore ? `The first ${changes.length} open changes.` : "Open changes.";
  const isOnList = next === "/changes";
  return (
    <p class="field-hint" id="change-number-hint">
      {changes.length === 0 ? "No open change is stored yet: import one." : shown}
      {changes.length > 0 && isOnList && " All are in the list below."}
      {changes.length > 0 && !isOnList && (
        <>
          {" "}
          <a href="/changes">All changes</a>
        </>
      )}
    </p>
  );
}

function ClearForm({ current, csrfToken, next }: ChangePanelProps): JSX.Element | null {
  if (!current) return null;
  return (
    <form method="post" action="/changes">
      <CsrfField token={csrfToken} />
      <input type="hidden" name="next" value={next} />
      <button type="submit" class="btn btn-outline-secondary btn-sm" name="intent" value="clear">
        Clear change
      </button>
    </form>
  );
}
