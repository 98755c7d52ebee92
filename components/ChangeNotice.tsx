import type { JSX } from "preact";
import type { ChangeSummary } from "@/lib/changes/view.ts";
import { CsrfField } from "./CsrfField.tsx";
import { Icon } from "./Icon.tsx";

/** What happened to a change; it travels in the address, as words of a fixed list and numbers. */
const CHANGE_NOTICES = ["loaded", "cleared", "imported", "discarded", "deleted"] as const;

/** One of them. */
export type ChangeNoticeKind = typeof CHANGE_NOTICES[number];

/** Changes of one file, and how to load one of them. */
export interface ImportedChanges {
  /** Those that the notice names. */
  readonly changes: readonly ChangeSummary[];
  readonly csrfToken: string;
  /** The path to come back to. */
  readonly next: string;
}

/** Where the notice comes from. */
export interface ChangeNoticeProps {
  /** The page's address. */
  readonly search: URLSearchParams;
  /** The loaded change. */
  readonly current: ChangeSummary | null;
  /** What one file brought, when it was more than one change. */
  readonly imported?: ImportedChanges | undefined;
}

/** Says what a form did, on the page it came back to. */
export function ChangeNotice(
  { search, current, imported }: ChangeNoticeProps,
): JSX.Element | null {
  const kind = CHANGE_NOTICES.find((each) => each === search.get("notice"));
  if (!kind) return null;
  const several = kind === "imported" && imported && imported.changes.length > 0 ? imported : null;
  const text = several ? severalText(several.changes, { search, current }) : textOf(kind, {
    search,
    current,
  });
  return (
    <div class="notice notice-success">
      <Icon name="check" />
      <span role="status">{text}</span>
      {several && <LoadButtons {...several} current={current} />}
    </div>
  );
}

function LoadButtons(
  { changes, csrfToken, next, current }: ImportedChanges & Pick<ChangeNoticeProps, "current">,
): JSX.Element {
  return (
    <form method="post" action="/changes" class="actions">
      <CsrfField token={csrfToken} />
      <input type="hidden" name="intent" value="load" />
      <input type="hidden" name="next" value={next} />
      {changes.filter(({ number }) => number !== current?.number).map(({ number }) => (
        <button
          key={number}
          type="submit"
          class="btn btn-outline-secondary btn-sm"
          name="number"
          value={number}
        >
          {`Load ${number}`}
        </button>
      ))}
    </form>
  );
}

type Told = Pick<ChangeNoticeProps, "search" | "current">;

function severalText(changes: readonly ChangeSummary[], { search, current }: Told): string {
  const numbers = changes.map(({ number }) => number);
  const left = countOf(search, "created") + countOf(search, "replaced") - numbers.length;
  const words = left > 0 ? [...numbers, `${left} more`] : numbers;
  const list = [words.slice(0, -1).join(", "), ...words.slice(-1)].filter(Boolean).join(" and ");
  const stays = current ? `${current.number} stays loaded.` : "Load the one to work on.";
  return `Imported ${list}. ${stays}`;
}

function textOf(kind: ChangeNoticeKind, { search, current }: Told): string {
  const loaded = current ? ` ${current.number} is loaded.` : "";
  switch (kind) {
    case "loaded":
      return loaded.trim() || "Change loaded.";
    case "cleared":
      return "No change is loaded any more.";
    case "imported": {
      const [created, replaced] = ["created", "replaced"].map((name) => countOf(search, name));
      return `Imported: ${created} new, ${replaced} replaced.${loaded}`;
    }
    case "discarded":
      return "Preview discarded. Nothing was saved.";
    case "deleted":
      return "Change deleted. Its executions are kept.";
    default:
      return kind satisfies never;
  }
}

function countOf(search: URLSearchParams, name: string): number {
  return Number.parseInt(search.get(name) ?? "", 10) || 0;
}
