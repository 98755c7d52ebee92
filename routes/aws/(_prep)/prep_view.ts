import type { ConnectivityFilter } from "@/components/PrepServers.tsx";
import type { PrepSelection } from "@/components/PrepScope.tsx";
import { formFields, type State } from "@/lib/app/mod.ts";

/**
 * Tells whether a form's address only asks for rows: nothing else is done then, so that it may be
 * asked for often.
 *
 * @param search The address's query.
 * @returns `true` when it names the first row.
 */
export function isShowing(search: URLSearchParams): boolean {
  return search.has("from");
}

/** What the page shows of the servers, and what is chosen there. */
export interface PrepView {
  readonly filter: ConnectivityFilter;
  readonly selection: PrepSelection;
}

const SCOPES = ["all", "com", "gov", "selected"] as const;

/**
 * Reads the view that an address asks for; nothing is chosen yet.
 *
 * @param search The address's query.
 * @returns The view.
 */
export function viewOfAddress(search: URLSearchParams): PrepView {
  const filter = {
    state: search.get("state") ?? "",
    q: search.get("q")?.trim() ?? "",
    from: Math.max(0, Number.parseInt(search.get("from") ?? "", 10) || 0),
  };
  return { filter, selection: { scope: null, ticked: new Set() } };
}

/**
 * Reads what a form that was sent shows and has chosen.
 *
 * @param state The request's, with the form.
 * @param search The query of the button's address: which rows to show.
 * @returns The view; a scope that there is none of is `null`.
 */
export function viewOfForm(state: Pick<State, "form">, search: URLSearchParams): PrepView {
  const { state: connectivity = "", q = "", scope } = formFields(state);
  const { filter } = viewOfAddress(search);
  const ids = state.form?.getAll("instanceIds") ?? [];
  return {
    filter: { ...filter, state: connectivity, q: q.trim() },
    selection: {
      scope: SCOPES.find((each) => each === scope) ?? null,
      ticked: new Set(ids.filter((id) => typeof id === "string")),
    },
  };
}

/**
 * Writes the address of a view, so that the page can be loaded again without its form.
 *
 * @param view What to show, and what is chosen.
 * @returns The query; `null` when something is chosen, which no address holds.
 */
export function viewAddress({ filter, selection: { scope, ticked } }: PrepView): string | null {
  if (ticked.size > 0 || scope === "selected") return null;
  const fields = Object.entries(filter).filter(([, value]) => value);
  const search = new URLSearchParams(fields.map(([name, value]) => [name, String(value)]));
  return search.size > 0 ? `?${search}` : "";
}
