import type { JSX } from "preact";
import { type ChangeComparison, type ChangeInstance, replacementOf } from "@/lib/changes/view.ts";
import { TextMark } from "./TextMark.tsx";

/** So many ids of each kind are named. */
const SHOWN = 200;

/** The comparison, and what was agreed to before. */
export interface ChangeReplacementProps {
  readonly comparison: ChangeComparison;
  /** The stored version that was compared. */
  readonly version: string;
  readonly isAgreed: boolean;
}

/** What replacing a stored change does to it, and the tick that agrees to it. */
export function ChangeReplacement(
  { comparison, version, isAgreed }: ChangeReplacementProps,
): JSX.Element {
  const { number, added, removed, changed } = comparison;
  return (
    <>
      <label class="tick">
        <input
          type="checkbox"
          class="form-check-input"
          id={`replace-${number}`}
          name="replace"
          value={replacementOf(number, version)}
          checked={isAgreed}
          required
        />
        <span>
          Replace {number} (adds {added.length}, removes {removed.length}, changes {changed.length})
        </span>
      </label>
      {added.length + removed.length + changed.length > 0 && (
        <details class="comparison">
          <summary>What changes in {number}</summary>
          <dl>
            <Ids label="Added" ids={added} />
            <Ids label="Removed" ids={removed} />
            {changed.length > 0 && (
              <>
                <dt>Changed</dt>
                {changed.slice(0, SHOWN).map(({ instanceId, old, new: uploaded }) => (
                  <dd key={instanceId}>
                    <code>{instanceId}</code> <Differences old={old} uploaded={uploaded} />
                  </dd>
                ))}
                <More count={changed.length} />
              </>
            )}
          </dl>
        </details>
      )}
    </>
  );
}

function Ids({ label, ids }: { label: string; ids: readonly string[] }): JSX.Element | null {
  if (ids.length === 0) return null;
  return (
    <>
      <dt>{label}</dt>
      {ids.slice(0, SHOWN).map((id) => (
        <dd key={id}>
          <code>{id}</code>
        </dd>
      ))}
      <More count={ids.length} />
    </>
  );
}

function More({ count }: { count: number }): JSX.Element | null {
  return count > SHOWN ? <dd>and {(count - SHOWN).toLocaleString("en-US")} more</dd> : null;
}

function Differences(
  { old, uploaded }: { old: ChangeInstance; uploaded: ChangeInstance },
): JSX.Element {
  const fields = (["account", "region", "platform", "name"] as const).filter((field) =>
    old[field] !== uploaded[field]
  );
  return (
    <>
      {fields.map((field) => (
        <span key={field} class="difference">
          {field} <TextMark text={old[field] || "(none)"} /> →{" "}
          <TextMark text={uploaded[field] || "(none)"} />
        </span>
      ))}
    </>
  );
}
