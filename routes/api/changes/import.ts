import {
  AuditedChanges,
  importQuerySchema,
  methods,
  readChangeFile,
  readQuery,
} from "@/lib/app/mod.ts";
import { AppError, type FieldError } from "@/lib/base/mod.ts";
import { type ChangePreview, previewCsv } from "@/lib/changes/mod.ts";

export const handler = methods({
  async POST({ req, url, state }) {
    const bytes = await readChangeFile(req, state);
    const { skipInvalid, replace } = readQuery(url, importQuerySchema);
    const preview = previewCsv(bytes);
    refuseInvalid(preview, { skipInvalid: skipInvalid === "true" });
    const result = await new AuditedChanges(state).import(preview.changes, {
      isExpected: (_, version) => replace === "true" || version === null,
    });
    if (result.kind === "unexpected") throw exist(result.numbers);
    const { created, replaced } = result;
    return Response.json({ created, replaced }, { status: 201 });
  },
});

/** Beside path and message, each error has the line, column and value of the file. */
function refuseInvalid(
  { changes, problems }: ChangePreview,
  { skipInvalid }: { readonly skipInvalid: boolean },
): void {
  const errors = problems.map((problem) => ({
    path: `line ${problem.line}, ${problem.column}`,
    ...problem,
  }));
  if (errors.length > 0 && !skipInvalid) {
    throw unusable(errors, "The file has problems. Nothing was saved.");
  }
  if (changes.length === 0) throw unusable(errors, "The file names no server.");
}

function unusable(errors: readonly FieldError[], publicMessage: string): AppError {
  return new AppError(publicMessage, { code: "invalid_input", status: 422, publicMessage, errors });
}

function exist(numbers: readonly string[]): AppError {
  const publicMessage = `These changes exist already: ${numbers.join(", ")}. Nothing was saved.`;
  return new AppError(publicMessage, { code: "change_exists", status: 409, publicMessage });
}
