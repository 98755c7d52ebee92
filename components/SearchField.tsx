import type { JSX } from "preact";

/** The text of a filter. */
export interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  /** The id of its form, where it stands outside of it. */
  readonly form?: string;
}

/** The text that a table is filtered by, sent as `q`; the island `FilterKey` brings one there. */
export function SearchField({ label, value, placeholder, form }: SearchFieldProps): JSX.Element {
  return (
    <label class="filter-field">
      <span>{label}</span>
      <input
        class="form-control form-control-sm"
        type="search"
        name="q"
        aria-keyshortcuts="/"
        {...{ value, placeholder, form }}
      />
    </label>
  );
}
