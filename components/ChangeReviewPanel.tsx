import type { JSX } from "preact";
import {
  badRows,
  type ChangeReview,
  HEADER_FAULT,
  type ReviewedChange,
} from "@/lib/changes/view.ts";
import { ChangeInstances } from "./ChangeInstances.tsx";
import { ChangeProblems } from "./ChangeProblems.tsx";
import { ChangeReplacement } from "./ChangeReplacement.tsx";
import { Chip } from "./Chip.tsx";
import { countText } from "./count_text.ts";
import { CsrfField } from "./CsrfField.tsx";
import { Figures } from "./Figures.tsx";
import { Panel } from "./Panel.tsx";
import { placesText } from "./places_text.ts";

/** New changes beyond this, and servers of one change, are counted and not listed. */
const SHOWN = 100;

/** What the panel shows, and what was agreed to before. */
export interface ChangeReviewPanelProps {
  /** The draft. */
  readonly id: string;
  readonly review: ChangeReview;
  /** The values ticked when the form came back with errors. */
  readonly agreed: { readonly skipInvalid: boolean; readonly replacements: readonly string[] };
  readonly csrfToken: string;
  readonly next: string;
}

/** What a file or a form would save; nothing of it is saved yet. */
export function ChangeReviewPanel(props: ChangeReviewPanelProps): JSX.Element {
  const { id, review, csrfToken, next } = props;
  return (
    <Panel id="review" title="Preview" note="Nothing is saved yet. Kept for 15 minutes.">
      <form method="post" action="/changes">
        <CsrfField token={csrfToken} />
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="draft" value={id} />
        <div class="panel-body">
          <Figures items={figuresOf(review)} />
        </div>
        <ReviewedChanges {...props} />
        <ChangeProblems {...props} isAgreed={props.agreed.skipInvalid} />
        <Actions review={review} />
      </form>
    </Panel>
  );
}

function figuresOf(review: ChangeReview) {
  const { changes, duplicates } = review;
  const replaced = changes.filter(({ stored }) => stored).length;
  const instances = changes.reduce((sum, { draft }) => sum + draft.instances.length, 0);
  return [
    { value: instances, label: "instances" },
    { value: changes.length - replaced, label: "new changes" },
    { value: replaced, label: "to replace", kind: "warning" },
    {
      value: badRows(review),
      label: isHeaderBad(review) ? "bad header" : "bad rows",
      kind: "failed",
    },
    { value: duplicates.length, label: "duplicates merged" },
  ] as const;
}

/** Of a file without its columns no row was read. */
function isHeaderBad({ problems }: ChangeReview): boolean {
  return problems[0]?.message.startsWith(HEADER_FAULT) === true;
}

function ReviewedChanges({ review, agreed }: ChangeReviewPanelProps): JSX.Element | null {
  const fresh = review.changes.filter(({ stored }) => !stored);
  const shown = [...review.changes.filter(({ stored }) => stored), ...fresh.slice(0, SHOWN)];
  const left = fresh.length - SHOWN;
  return (
    <ul class="review-changes">
      {shown.map((change) => (
        <li key={change.draft.number}>
          <Reviewed change={change} replacements={agreed.replacements} />
        </li>
      ))}
      {left > 0 && <li class="muted">and {left.toLocaleString("en-US")} more new changes</li>}
    </ul>
  );
}

function Reviewed(
  { change: { draft, stored }, replacements }: {
    change: ReviewedChange;
    replacements: readonly string[];
  },
): JSX.Element {
  const { number, instances } = draft;
  const left = instances.length - SHOWN;
  return (
    <>
      <div class="review-change">
        <strong>{number}</strong>
        <Chip kind={stored ? "warning" : "success"}>{stored ? "replaces" : "new"}</Chip>
        <span class="muted">{placesText(instances)}</span>
      </div>
      {stored && (
        <ChangeReplacement
          comparison={stored.comparison}
          version={stored.version}
          isAgreed={replacements.some((each) => each === `${number} ${stored.version}`)}
        />
      )}
      <details>
        <summary>
          {countText(instances.length, "instance")}
        </summary>
        <ChangeInstances instances={instances.slice(0, SHOWN)} label={`Instances of ${number}`} />
        {left > 0 && <p class="muted">and {left.toLocaleString("en-US")} more</p>}
      </details>
    </>
  );
}

function Actions({ review }: { review: ChangeReview }): JSX.Element {
  return (
    <div class="panel-foot">
      {review.changes.length > 0
        ? (
          <button type="submit" class="btn btn-primary" name="intent" value="import">
            Import changes
          </button>
        )
        : (
          <span class="muted">
            {isHeaderBad(review) ? "The header cannot be read" : "No row can be imported"}: correct
            the file and preview it again.
          </span>
        )}
      <button
        type="submit"
        class="btn btn-outline-secondary"
        name="intent"
        value="discard"
        formnovalidate
      >
        Discard
      </button>
    </div>
  );
}
