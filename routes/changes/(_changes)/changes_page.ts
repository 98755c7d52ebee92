import type { ChangeFilter } from "@/components/ChangeList.tsx";
import type { ChangePanelProps } from "@/components/ChangePanel.tsx";
import type { ChangeReviewPanelProps } from "@/components/ChangeReviewPanel.tsx";
import type { TypedFields } from "@/components/ChangeTypedForm.tsx";
import { ownPath, type State } from "@/lib/app/mod.ts";
import { type FieldError, parseAccountId } from "@/lib/base/mod.ts";
import {
  type Change,
  type ChangePage,
  type ChangeStatus,
  type ChangeSummary,
  parseChangeNumber,
  reviewPreview,
} from "@/lib/changes/mod.ts";
import { panelData } from "./panel_data.ts";

const PAGE_SIZE = 50;
/** More changes of one file are counted and not named. */
export const MAX_NAMED = 8;
const STATUSES: readonly ChangeStatus[] = ["open", "closed"];

/** What the page shows of the preview, beside what the state gives. */
export type ShownReview = Pick<ChangeReviewPanelProps, "id" | "review" | "agreed" | "next">;

/** All that the page shows. */
export interface ChangesPageData {
  readonly panel: ChangePanelProps;
  readonly list: ChangePage;
  readonly filter: ChangeFilter;
  readonly filterError: string | undefined;
  readonly isContinued: boolean;
  readonly review: ShownReview | null;
  /** What the file held that was just imported, when it was more than one change. */
  readonly imported: readonly ChangeSummary[];
  /** Where to go on once a change is loaded. */
  readonly next: string;
  /** Whether the address names a preview that is gone. */
  readonly isDraftGone: boolean;
  readonly typed: TypedFields | null;
  readonly errors: readonly FieldError[];
}

/** What a form that came back shows. */
export type Returned = Partial<Pick<ChangesPageData, "review" | "typed" | "errors">>;

/**
 * Reads what the page of changes shows.
 *
 * @param state The request's.
 * @param url The page's address, with filter, cursor and draft.
 * @param returned What a form that came back shows instead of what the address names.
 * @returns The page's data.
 * @throws {AppError} `store_unavailable` or `store_busy` (503), `record_invalid` (500).
 */
export async function changesPage(
  state: State,
  { url, returned = {} }: { readonly url: URL; readonly returned?: Returned },
): Promise<ChangesPageData> {
  const { searchParams: search } = url;
  const filter = filterOf(search);
  const account = filter.account === "" ? undefined : parseAccountId(filter.account);
  const review = await reviewOf(state, search);
  const status = STATUSES.find((each) => each === filter.status);
  const list = account?.ok === false ? { items: [], nextCursor: undefined } : await state.services
    .changes.list({
      status,
      account: account?.value,
      text: filter.q || undefined,
      limit: PAGE_SIZE,
      cursor: search.get("cursor") || undefined,
    });
  const isNext = !state.currentChange && !review && !returned.review;
  return {
    panel: await panelData(state, { next: "/changes", isNext }),
    list,
    filter,
    filterError: account?.ok === false ? account.message : undefined,
    isContinued: search.has("cursor"),
    review,
    imported: await importedOf(state, search),
    next: ownPath(search.get("next") ?? "/changes"),
    isDraftGone: search.has("draft") && review === null && !returned.review,
    typed: await editedOf(state, search),
    errors: [],
    ...returned,
  };
}

/**
 * Finds a session's draft and compares it with what is stored now.
 *
 * @param state The request's.
 * @param id The draft.
 * @returns The review, or `null` when there is no such draft any more.
 * @throws {AppError} `store_unavailable` or `store_busy` (503), `record_invalid` (500).
 */
export async function findReview({ services, session }: State, id: string) {
  const preview = session && await services.drafts.find(session.hash, id);
  return preview && await reviewPreview(preview, services.changes);
}

async function reviewOf(state: State, search: URLSearchParams): Promise<ShownReview | null> {
  const id = search.get("draft");
  const review = id && await findReview(state, id);
  if (!id || !review) return null;
  const next = ownPath(search.get("next") ?? "/changes");
  return { id, review, agreed: { skipInvalid: false, replacements: [] }, next };
}

/** The address is foreign text: what is no stored change's number is left out. */
async function importedOf(
  { services: { changes } }: State,
  search: URLSearchParams,
): Promise<readonly ChangeSummary[]> {
  const numbers = (search.get("named") ?? "").split(",", MAX_NAMED).map(parseChangeNumber);
  const found = await Promise.all(
    numbers.map(async (number) => number.ok ? await changes.summary(number.value) : null),
  );
  return found.filter((change) => change !== null && change !== undefined);
}

function filterOf(search: URLSearchParams): ChangeFilter {
  const text = (name: string) => search.get(name)?.trim() ?? "";
  return { q: text("q"), status: text("status"), account: text("account") };
}

async function editedOf(
  { services }: State,
  search: URLSearchParams,
): Promise<TypedFields | null> {
  const number = parseChangeNumber(search.get("edit") ?? "");
  const change = number.ok && await services.changes.find(number.value);
  if (!change) return null;
  const { description, instances } = change;
  return { number: change.number, description, lines: instances.map(lineOf).join("\n") };
}

function lineOf(
  { instanceId, account, region, platform, name }: Change["instances"][number],
): string {
  const quoted = /[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
  return [instanceId, account, region, platform, quoted].join(",");
}
