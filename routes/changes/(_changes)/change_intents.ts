import { page, type PageResponse } from "fresh";
import type { ChangeNoticeKind } from "@/components/ChangeNotice.tsx";
import {
  AuditedChanges,
  chooseChange,
  formFields,
  notFound,
  ownPath,
  requireSession,
  seeOther,
  type State,
  unknownIntent,
} from "@/lib/app/mod.ts";
import { AppError } from "@/lib/base/mod.ts";
import {
  type ChangePreview,
  importReview,
  parseChangeNumber,
  previewCsv,
  previewTyped,
} from "@/lib/changes/mod.ts";
import {
  changesPage,
  type ChangesPageData,
  findReview,
  MAX_NAMED,
  type Returned,
} from "./changes_page.ts";

/** A form of a change panel or of the page of changes. */
interface ChangeForm {
  readonly state: State;
  readonly fields: Readonly<Record<string, string>>;
  /** The path to come back to. */
  readonly next: string;
}

type Answer = Promise<Response | PageResponse<ChangesPageData>>;

const INTENTS: ReadonlyMap<string, (form: ChangeForm) => Answer> = new Map([
  ["load", loadChange],
  ["clear", clearChange],
  ["preview", previewFile],
  ["type", previewForm],
  ["import", importDraft],
  ["discard", discardDraft],
]);

/**
 * Does what the button of a form asks for.
 *
 * @param state The request's.
 * @returns The way back, or the page again with what is wrong (422).
 * @throws {AppError} `unknown_intent` (422), and what the domain throws.
 */
export function answerChangeForm(state: State): Answer {
  const fields = formFields(state);
  const act = INTENTS.get(fields.intent ?? "");
  if (act) return act({ state, fields, next: ownPath(fields.next) });
  throw unknownIntent();
}

async function loadChange({ state, fields, next }: ChangeForm): Answer {
  const { number: text = "" } = fields;
  const number = parseChangeNumber(text);
  if (!number.ok) throw notFound("change", text);
  await chooseChange(state, number.value);
  return seeOther(withNotice(next, "loaded"));
}

async function clearChange({ state, next }: ChangeForm): Answer {
  await chooseChange(state, null);
  return seeOther(withNotice(next, "cleared"));
}

async function previewFile(form: ChangeForm): Answer {
  const file = form.state.form?.get("file");
  if (!(file instanceof File) || file.size === 0) {
    return await returnForm(form, {
      errors: [{ path: "change-file", message: "Choose a CSV file with at least one row" }],
    });
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  return await keepPreview(form, { path: "change-file", read: () => previewCsv(bytes) });
}

async function previewForm(form: ChangeForm): Answer {
  const { number: text = "", description = "", lines = "" } = form.fields;
  const typed = { number: text.trim(), description: description.trim(), lines };
  const number = parseChangeNumber(typed.number);
  if (!number.ok) {
    const errors = [{ path: "typed-number", message: number.message }];
    return await returnForm(form, { typed, errors });
  }
  const read = () => previewTyped({ ...typed, number: number.value });
  return await keepPreview(form, { path: "typed-lines", read, typed });
}

/** Keeps what was read; a file that cannot be read at all is the form's fault, not ours. */
async function keepPreview(
  form: ChangeForm,
  { path, read, ...returned }: Returned & {
    readonly path: string;
    readonly read: () => ChangePreview;
  },
): Answer {
  const { state, next } = form;
  try {
    const id = await state.services.drafts.save(requireSession(state).hash, read());
    return seeOther(`/changes?${new URLSearchParams({ draft: id, next })}#review`);
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    const errors = [{ path, message: error.publicMessage }];
    return await returnForm(form, { ...returned, errors }, error);
  }
}

async function importDraft(form: ChangeForm): Answer {
  const { state, fields, next } = form;
  const { draft: id = "" } = fields;
  const review = await findReview(state, id);
  if (!review) return seeOther(`/changes?${new URLSearchParams({ draft: id, next })}`);
  const agreed = {
    skipInvalid: fields.skipInvalid === "yes",
    replacements: state.form?.getAll("replace").filter((each) => typeof each === "string") ?? [],
  };
  const result = await importReview(new AuditedChanges(state), review, agreed);
  if (result.kind === "refused") {
    const shown = await findReview(state, id) ?? review;
    return await returnForm(form, {
      review: { id, review: shown, agreed, next },
      errors: result.errors,
    });
  }
  await state.services.drafts.discard(requireSession(state).hash, id);
  const { created, replaced } = result;
  const [only, ...others] = [...created, ...replaced];
  if (only && others.length === 0) await chooseChange(state, only);
  const counts = { created: String(created.length), replaced: String(replaced.length) };
  if (others.length === 0) return seeOther(withNotice(next, "imported", counts));
  // Which of them to work on is chosen where all are listed.
  const named = [...created, ...replaced].slice(0, MAX_NAMED).join(",");
  return seeOther(withNotice("/changes", "imported", { ...counts, named, next }));
}

async function discardDraft({ state, fields, next }: ChangeForm): Answer {
  await state.services.drafts.discard(requireSession(state).hash, fields.draft ?? "");
  return seeOther(withNotice(next, "discarded"));
}

async function returnForm(
  { state }: ChangeForm,
  returned: Returned,
  { status }: Pick<AppError, "status"> = { status: 422 },
): Answer {
  const url = new URL("/changes", state.services.config.publicOrigin);
  return page(await changesPage(state, { url, returned }), { status });
}

/** The path with what happened in its query. */
function withNotice(
  path: string,
  notice: ChangeNoticeKind,
  details: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(path, "http://own");
  for (const [name, value] of Object.entries({ notice, ...details })) {
    url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}
