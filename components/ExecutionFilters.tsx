import type { JSX } from "preact";
import { BATCH_STATES, type BatchState } from "@/lib/execution/view.ts";
import { stateWord } from "./StateChip.tsx";

/** Which batches a list shows; empty texts leave it open. */
export interface ExecutionFilter {
  readonly state: BatchState | "";
  readonly change: string;
  readonly script: string;
  readonly actor: string;
}

/** The filter, and the scripts to choose from. */
export interface ExecutionFiltersProps {
  readonly filter: ExecutionFilter;
  readonly scripts: readonly { readonly id: string; readonly name: string }[];
}

/** Filters the list of batches; the address says how, so that it can be sent to a colleague. */
export function ExecutionFilters({ filter, scripts }: ExecutionFiltersProps): JSX.Element {
  return (
    <form method="get" class="execution-filters" role="search">
      <select name="state" class="form-select form-select-sm" aria-label="State">
        <option value="">Any state</option>
        {BATCH_STATES.map((state) => (
          <option key={state} value={state} selected={filter.state === state}>
            {stateWord(state)}
          </option>
        ))}
      </select>
      <select name="script" class="form-select form-select-sm" aria-label="Script">
        <option value="">Any script</option>
        {scripts.map(({ id, name }) => (
          <option key={id} value={id} selected={filter.script === id}>{name}</option>
        ))}
      </select>
      <input
        type="search"
        name="change"
        class="form-control form-control-sm"
        aria-label="Change"
        aria-keyshortcuts="/"
        placeholder="Change"
        maxLength={40}
        value={filter.change}
      />
      <input
        name="actor"
        class="form-control form-control-sm"
        aria-label="Started by"
        placeholder="Started by"
        maxLength={200}
        value={filter.actor}
      />
      <button type="submit" class="btn btn-outline-secondary btn-sm">Filter</button>
      {Object.values(filter).some((value) => value !== "") && <a href="/executions">Clear</a>}
    </form>
  );
}
