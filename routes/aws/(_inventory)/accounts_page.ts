import { refusalError, requireSession, type State } from "@/lib/app/mod.ts";
import { AwsError } from "@/lib/aws/mod.ts";
import { type Environment, partitionOfEnvironment } from "@/lib/base/mod.ts";
import type { InventoryAccount } from "@/lib/inventory/mod.ts";
import { signedInTo } from "./signed_in_to.ts";

/** More accounts than an organization has (AWS Organizations, "Quotas"). */
const ALL = 50_000;

/** The accounts of an environment that fit the filter. */
export interface EnvironmentAccounts {
  readonly environment: Environment;
  readonly accounts: readonly InventoryAccount[];
  /** How many there are without the filter. */
  readonly total: number;
  /** Why there are no more; empty when all are there. */
  readonly note: string;
}

/** All that the page shows. */
export interface AccountsPageData {
  readonly q: string;
  readonly environments: readonly EnvironmentAccounts[];
}

/**
 * Reads the accounts of every environment that the session is signed in to.
 *
 * @param state The request's.
 * @param q Text to look for; empty for all.
 * @returns The page's data.
 * @throws {AppError} `store_unavailable` (503).
 */
export async function accountsPage(state: State, q: string): Promise<AccountsPageData> {
  const environments = await Promise.all(
    signedInTo(state).map((environment) => accountsOf(state, { environment, q })),
  );
  return { q, environments };
}

async function accountsOf(
  state: State,
  { environment, q }: { readonly environment: Environment; readonly q: string },
): Promise<EnvironmentAccounts> {
  const request = { partition: partitionOfEnvironment(environment), limit: ALL };
  try {
    const result = await state.services.inventory.accounts(requireSession(state), request);
    if (result.kind !== "listed") throw refusalError(result);
    const text = q.toLowerCase();
    const accounts = result.items.filter(({ id, name, state }) =>
      [id, name, state].some((each) => each.toLowerCase().includes(text))
    );
    const note = result.isOwnAccountOnly
      ? "The signed-in identity may not list the organization: only its own account is shown."
      : "";
    return { environment, accounts, total: result.items.length, note };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { environment, accounts: [], total: 0, note: error.publicMessage };
  }
}
