/** Changes: a number and its servers, from files or typed in, stored and compared. */
export { type ChangeNumber, isChangeNumber } from "@/lib/base/mod.ts";
export { ChangeRepository } from "./change_repository.ts";
export { ChangeDrafts, type ChangeDraftsOptions } from "./drafts.ts";
export { compareChange } from "./compare_change.ts";
export { type ChangeInput, changeInputSchema, parseChangeInput } from "./model.ts";
export { parseChangeNumber } from "./parse_change_number.ts";
export { accountField, instanceIdField, regionField } from "./instance_fields.ts";
export { previewCsv } from "./preview_csv.ts";
export { type ConfirmedImport, importReview, type ReviewImport } from "./import_review.ts";
export { reviewPreview } from "./review_preview.ts";
export { previewTyped, type TypedChange } from "./preview_typed.ts";
export { SAMPLE_CHANGE_CSV } from "./sample_change.ts";
export type { CreateResult, DeleteResult, ImportResult, ReplaceResult } from "./results.ts";
export {
  badRows,
  type Change,
  type ChangeComparison,
  type ChangeDraft,
  type ChangeInstance,
  type ChangePage,
  type ChangePreview,
  type ChangeQuery,
  type ChangeReview,
  type ChangeStatus,
  type ChangeSummary,
  type CsvColumn,
  type CsvDuplicate,
  type CsvProblem,
  type Platform,
  replacementOf,
  type ReviewedChange,
} from "./view.ts";
