import type { FieldError } from "@/lib/base/mod.ts";
import type { ChangeRepository } from "./change_repository.ts";
import type { ImportResult } from "./results.ts";
import { badRows, type ChangeReview, replacementOf, type ReviewedChange } from "./view.ts";

/** What the operator agreed to. */
export interface ConfirmedImport {
  /** Whether the bad rows may be left out. */
  readonly skipInvalid: boolean;
  /** What may be replaced, each made by `replacementOf()`. */
  readonly replacements: readonly string[];
}

/** What became of a review, or what its operator has to agree to first. */
export type ReviewImport =
  | Extract<ImportResult, { readonly kind: "imported" }>
  | { readonly kind: "refused"; readonly errors: readonly FieldError[] };

/**
 * Saves the changes of a review once everything that would be left out or replaced was agreed to.
 *
 * @param changes Where changes are stored.
 * @param review A review of now.
 * @param confirmed What the operator agreed to.
 * @returns What was made and replaced; else what is missing, and then nothing is saved.
 * @throws {AppError} `store_unavailable` or `store_busy` (503); some may have been saved then.
 */
export async function importReview(
  changes: Pick<ChangeRepository, "import">,
  review: ChangeReview,
  confirmed: ConfirmedImport,
): Promise<ReviewImport> {
  const errors = missing(review, confirmed);
  if (errors.length > 0) return { kind: "refused", errors };
  const drafts = review.changes.map(({ draft }) => draft);
  const reviewed = new Map(
    review.changes.map(({ draft, stored }) => [draft.number, stored?.version ?? null]),
  );
  const result = await changes.import(drafts, {
    isExpected: (number, version) => reviewed.get(number) === version,
  });
  if (result.kind === "imported") return result;
  return {
    kind: "refused",
    errors: result.numbers.map((number) => ({
      path: "review",
      message: `${number} was written by somebody else just now: look at what would be replaced`,
    })),
  };
}

function missing(review: ChangeReview, confirmed: ConfirmedImport): readonly FieldError[] {
  if (review.changes.length === 0) {
    return [{ path: "review", message: "There is no good row to import" }];
  }
  const bad = badRows(review);
  const skip = { path: "skip-invalid", message: `Agree to leave out the ${bad} bad rows` };
  return [
    ...bad > 0 && !confirmed.skipInvalid ? [skip] : [],
    ...review.changes.flatMap((change) => missingReplacement(change, confirmed)),
  ];
}

function missingReplacement(
  { draft: { number }, stored }: ReviewedChange,
  { replacements }: ConfirmedImport,
): readonly FieldError[] {
  if (!stored || replacements.includes(replacementOf(number, stored.version))) return [];
  const isOutdated = replacements.some((each) => each.startsWith(`${number} `));
  const message = isOutdated
    ? `${number} has changed since: look at what would be replaced and agree again`
    : `Agree to replace ${number}, or discard the preview`;
  return [{ path: `replace-${number}`, message }];
}
