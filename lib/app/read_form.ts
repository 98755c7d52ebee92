import { AppError, KIB } from "@/lib/base/mod.ts";
import { withCappedBody } from "./body_cap.ts";
import { mediaType } from "./read_json.ts";
import type { State } from "./state.ts";

const FORM_TYPES = ["application/x-www-form-urlencoded", "multipart/form-data"];

/** Who is signed out sends credentials at most; a larger form would cost the process its time. */
const MAX_SIGNED_OUT_BYTES = 256 * KIB;

/**
 * Reads the form of a request, once: a body can be read only one time.
 *
 * @param req The request.
 * @param state Keeps the form for the handler.
 * @returns The form, or `null` when the body is no form.
 * @throws {AppError} `unreadable_form` (400), `body_too_large` (413).
 */
export async function readForm(req: Request, state: State): Promise<FormData | null> {
  if (state.form !== null || !FORM_TYPES.includes(mediaType(req))) return state.form;
  try {
    const isCapped = state.session === null;
    const capped = isCapped ? withCappedBody(req, { maxBytes: MAX_SIGNED_OUT_BYTES }) : req;
    state.form = await capped.formData();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("Cannot read the form: its body is malformed", {
      code: "unreadable_form",
      status: 400,
      publicMessage: "The form cannot be read. Load the page again, then repeat what you did.",
      cause,
    });
  }
  return state.form;
}

/**
 * Gives the text fields of the form that was sent. Of a field sent several times the first counts;
 * `state.form` has all of them, and files.
 *
 * @param state The state; `methods()` has put the form into it.
 * @returns The texts by name, without a prototype; empty when no form was sent.
 */
export function formFields({ form }: Pick<State, "form">): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null);
  for (const [name, value] of form ?? []) {
    if (typeof value === "string" && name !== "_csrf") fields[name] ??= value;
  }
  return fields;
}
