/** Changes: a number and its servers, from files or typed in, stored and compared. */
export { type ChangeNumber, isChangeNumber, parseChangeNumber } from "@/lib/base/mod.ts";
export { ChangeRepository } from "./change_repository.ts";
export { compareChange } from "./compare_change.ts";
export { type ChangeInput, changeInputSchema, parseChangeInput } from "./model.ts";
export { previewCsv } from "./preview_csv.ts";
export type { CreateResult, DeleteResult, ImportResult, ReplaceResult } from "./results.ts";
export type {
  Change,
  ChangeComparison,
  ChangeDraft,
  ChangeInstance,
  ChangePage,
  ChangePreview,
  ChangeQuery,
  ChangeStatus,
  ChangeSummary,
  CsvColumn,
  CsvDuplicate,
  CsvProblem,
  Platform,
} from "./view.ts";
