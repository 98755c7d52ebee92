import { invalidInput, mediaType, unsupportedType } from "../read_json.ts";
import type { State } from "../state.ts";

/**
 * Reads the change file of a request.
 *
 * @param req A request whose body is the file itself, or a form with the file in the field `file`.
 * @param state Has the form, when `methods()` has read one.
 * @returns The bytes of the file.
 * @throws {AppError} `unsupported_type` (415), `body_too_large` (413), `invalid_input` (422) for a
 * form without a file.
 */
export async function readChangeFile(
  req: Request,
  { form }: Pick<State, "form">,
): Promise<Uint8Array> {
  const type = mediaType(req);
  if (type === "text/csv") return await req.bytes();
  if (type !== "multipart/form-data") throw unsupportedType(["text/csv", "multipart/form-data"]);
  const file = form?.get("file");
  if (file instanceof File) return await file.bytes();
  throw invalidInput([{ path: "file", message: "expected a CSV file" }]);
}
