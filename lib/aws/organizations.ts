import type { AccountId } from "@/lib/base/mod.ts";
import type { Page } from "./page.ts";

/** An account of the organization. Its name is foreign text. */
export interface OrganizationAccount {
  /** The account's id. */
  readonly id: AccountId;
  /** The account's name. */
  readonly name: string;
  /** `ACTIVE`, `SUSPENDED`, `PENDING_ACTIVATION`, `PENDING_CLOSURE` or `CLOSED`. */
  readonly state: string;
}

/** AWS Organizations (API reference 2016-11-28). */
export interface Organizations {
  /**
   * Reads 20 accounts; only the management account or a delegated administrator may. Throws
   * `AwsError` when AWS refuses or cannot be reached, the signal's reason when the caller aborts.
   */
  listAccounts(
    request: { readonly nextToken?: string | undefined },
    signal?: AbortSignal,
  ): Promise<Page<OrganizationAccount>>;
}
