import type { JSX } from "preact";
import type { ChangeSummary } from "@/lib/changes/view.ts";
import { Icon } from "./Icon.tsx";

/** What happened to a change; it travels in the address, as words of a fixed list and numbers. */
export const CHANGE_NOTICES = ["loaded", "cleared", "imported", "discarded", "deleted"] as const;

/** One of them. */
export type ChangeNoticeKind = typeof CHANGE_NOTICES[number];

/** Where the notice comes from. */
export interface ChangeNoticeProps {
  /** The page's address. */
  readonly search: URLSearchParams;
  /** The loaded change. */
  readonly current: ChangeSummary | null;
}

/** Says what a form did, on the page it came back to. */
export function ChangeNotice({ search, current }: ChangeNoticeProps): JSX.Element | null {
  const kind = CHANGE_NOTICES.find((each) => each === search.get("notice"));
  if (!kind) return null;
  return (
    <p class="notice notice-success" role="status">
      <Icon name="check" />
      {textOf(kind, { search, current })}
    </p>
  );
}

function textOf(kind: ChangeNoticeKind, { search, current }: ChangeNoticeProps): string {
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
