import type { JSX } from "preact";
import { badRows, type ChangeReview } from "@/lib/changes/view.ts";
import { countText } from "./count_text.ts";
import { TextMark } from "./TextMark.tsx";

/** So many rows of a table keep a page quick; the figures count them all. */
const SHOWN = 1_000;

/** What is wrong with a preview. */
export interface ChangeProblemsProps {
  readonly review: ChangeReview;
  /** Whether leaving the bad rows out was agreed to before. */
  readonly isAgreed: boolean;
}

/** Everything that is wrong with a file, and the rows that were merged. */
export function ChangeProblems({ review, isAgreed }: ChangeProblemsProps): JSX.Element {
  const { problems, duplicates, changes } = review;
  const rows = badRows(review);
  return (
    <>
      {problems.length > 0 && <ProblemTable review={review} />}
      {problems.length > 0 && changes.length > 0 && (
        <label class="tick">
          <input
            type="checkbox"
            class="form-check-input"
            id="skip-invalid"
            name="skipInvalid"
            value="yes"
            checked={isAgreed}
            required
          />
          <span>Leave out the {countText(rows, "bad row")}</span>
        </label>
      )}
      {duplicates.length > 0 && (
        <details class="duplicates">
          <summary>
            {countText(duplicates.length, "duplicate row")}{" "}
            {duplicates.length === 1 ? "was" : "were"} merged
          </summary>
          <ul>
            {duplicates.slice(0, SHOWN).map(({ line, instanceId }) => (
              <li key={line}>
                Line {line}: <code>{instanceId}</code>
              </li>
            ))}
            {duplicates.length > SHOWN && <li>and {duplicates.length - SHOWN} more</li>}
          </ul>
        </details>
      )}
    </>
  );
}

function ProblemTable({ review: { problems } }: { review: ChangeReview }): JSX.Element {
  return (
    <>
      <table class="table-work" aria-label="Problems">
        <thead>
          <tr>
            <th scope="col" class="number">Line</th>
            <th scope="col">Column</th>
            <th scope="col">Value</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {problems.slice(0, SHOWN).map(({ line, column, value, message }) => (
            <tr key={`${line} ${column} ${message}`}>
              <td data-label="Line" class="number">{line}</td>
              <td data-label="Column">{column}</td>
              <td data-label="Value">
                <code>
                  <TextMark text={value} />
                </code>
              </td>
              <td data-label="Reason">
                <TextMark text={message} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {problems.length > SHOWN && (
        <p class="panel-body muted">and {problems.length - SHOWN} more problems</p>
      )}
    </>
  );
}
