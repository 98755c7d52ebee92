import type { JSX } from "preact";
import type { Environment } from "@/lib/base/view.ts";
import type { InventoryAccount } from "@/lib/inventory/view.ts";
import { SearchField } from "./SearchField.tsx";

/** What is chosen, and what may be. */
export interface InventoryFilterProps {
  readonly filter: {
    readonly environment: Environment | null;
    readonly account: string | undefined;
    readonly region: string;
    readonly q: string;
  };
  readonly environments: readonly Environment[];
  readonly accounts: readonly InventoryAccount[];
  /** The account whose servers are shown. */
  readonly account: string | null;
  readonly path: string;
}

/** Chooses the account and what to look for; works without JavaScript. */
export function InventoryFilter(props: InventoryFilterProps): JSX.Element {
  const { filter, environments, accounts, account, path } = props;
  return (
    <form method="get" action={path} class="filter-bar" role="search">
      <label class="filter-field">
        <span>Environment</span>
        <select class="form-select form-select-sm" name="environment">
          {environments.map((each) => (
            <option key={each} value={each} selected={each === filter.environment}>
              {each.toUpperCase()}
            </option>
          ))}
        </select>
      </label>
      <label class="filter-field">
        <span>Account</span>
        <select class="form-select form-select-sm" name="account">
          <option value="">The signed-in account</option>
          {accounts.map(({ id, name }) => (
            <option key={id} value={id} selected={filter.account !== undefined && id === account}>
              {id} {name}
            </option>
          ))}
        </select>
      </label>
      <label class="filter-field">
        <span>Region</span>
        <input
          class="form-control form-control-sm"
          name="region"
          value={filter.region}
          placeholder="all"
          maxlength={30}
        />
      </label>
      <SearchField label="Text" value={filter.q} placeholder="name, id, state, ping, tag" />
      <button type="submit" class="btn btn-outline-secondary btn-sm">Show</button>
    </form>
  );
}
