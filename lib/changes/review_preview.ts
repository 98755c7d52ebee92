import type { ChangeRepository } from "./change_repository.ts";
import { compareChange } from "./compare_change.ts";
import type { ChangeDraft, ChangePreview, ChangeReview, ReviewedChange } from "./view.ts";

/** So many changes are compared at the same time. */
const CONCURRENCY = 50;

/**
 * Compares each change of a preview with the stored one of its number.
 *
 * @param preview The preview.
 * @param changes The stored changes.
 * @returns The preview, with what importing it would do.
 * @throws {AppError} `store_unavailable` or `store_busy` (503), `record_invalid` (500).
 */
export async function reviewPreview(
  { changes: drafts, ...rest }: ChangePreview,
  changes: Pick<ChangeRepository, "find">,
): Promise<ChangeReview> {
  const reviewed: ReviewedChange[] = [];
  for (let start = 0; start < drafts.length; start += CONCURRENCY) {
    const slice = drafts.slice(start, start + CONCURRENCY);
    reviewed.push(...await Promise.all(slice.map((draft) => reviewOf(draft, changes))));
  }
  return { ...rest, changes: reviewed };
}

async function reviewOf(
  draft: ChangeDraft,
  changes: Pick<ChangeRepository, "find">,
): Promise<ReviewedChange> {
  const stored = await changes.find(draft.number);
  if (!stored) return { draft, stored: null };
  const comparison = compareChange(draft, stored.instances);
  return { draft, stored: { version: stored.version, comparison } };
}
