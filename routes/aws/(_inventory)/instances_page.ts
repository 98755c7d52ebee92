import type { InstancesView } from "@/components/InventoryTable.tsx";
import {
  AuditedChanges,
  formFields,
  refusalError,
  requireSession,
  type State,
  unknownIntent,
} from "@/lib/app/mod.ts";
import {
  type AccountId,
  type Environment,
  type FieldError,
  isAccountId,
  isRegion,
  partitionOfEnvironment,
} from "@/lib/base/mod.ts";
import { parseChangeInput } from "@/lib/changes/mod.ts";
import type { InventoryAccount, InventoryInstance } from "@/lib/inventory/mod.ts";
import { typedTargets } from "../(_runner)/typed_targets.ts";
import { signedInTo } from "./signed_in_to.ts";

/** The page's own path. */
export const INSTANCES_PATH = "/aws/instances";

const PAGE_SIZE = 100;
/** The most accounts that can be chosen from. */
const MAX_ACCOUNTS = 2_000;
/** The most servers that a change has. */
const MAX_SERVERS = 10_000;

/** Which servers are asked for. */
export interface InstancesFilter {
  readonly environment: Environment | null;
  /** The signed-in account when `undefined`. */
  readonly account: AccountId | undefined;
  readonly region: string;
  readonly q: string;
  readonly cursor: string | undefined;
}

/** All that the page shows. */
export interface InstancesPageData {
  readonly filter: InstancesFilter;
  readonly environments: readonly Environment[];
  readonly accounts: readonly InventoryAccount[];
  /** `null` while nobody is signed in. */
  readonly view: InstancesView | null;
  /** What was entered for a new change. */
  readonly entered: { readonly number: string; readonly description: string };
  readonly errors: readonly FieldError[];
}

/**
 * Reads the filter that an address asks for.
 *
 * @param state Who is signed in where.
 * @param search The address's query.
 * @returns The filter; what is no account or region is left out.
 */
export function instancesFilter(state: State, search: URLSearchParams): InstancesFilter {
  const environments = signedInTo(state);
  const account = search.get("account");
  const region = search.get("region") ?? "";
  return {
    environment: environments.find((each) => each === search.get("environment")) ??
      environments[0] ?? null,
    account: isAccountId(account) ? account : undefined,
    region: isRegion(region) ? region : "",
    q: search.get("q")?.trim() ?? "",
    cursor: search.get("cursor") || undefined,
  };
}

/**
 * Reads what the page shows. What has come from AWS so far is shown at once.
 *
 * @param state The request's.
 * @param page Which servers, and what is wrong with a form.
 * @returns The page's data.
 * @throws {AwsError} When AWS refuses the list of accounts; `store_unavailable` (503).
 */
export async function instancesPage(
  state: State,
  { filter, errors = [] }: {
    readonly filter: InstancesFilter;
    readonly errors?: readonly FieldError[];
  },
): Promise<InstancesPageData> {
  const { number = "", description = "" } = formFields(state);
  const environments = signedInTo(state);
  const shown = { filter, environments, entered: { number, description }, errors };
  const { environment } = filter;
  if (environment === null) return { ...shown, accounts: [], view: null };
  const session = requireSession(state);
  const { inventory } = state.services;
  const partition = partitionOfEnvironment(environment);
  const [accounts, result] = await Promise.all([
    inventory.accounts(session, { partition, limit: MAX_ACCOUNTS }),
    inventory.instances(session, requestOf(filter, { environment, limit: PAGE_SIZE })),
  ]);
  if (accounts.kind !== "listed") throw refusalError(accounts);
  if (result.kind !== "listed") throw refusalError(result);
  return { ...shown, accounts: accounts.items, view: result };
}

function requestOf(
  { account, region, q, cursor }: InstancesFilter,
  { environment, limit }: { readonly environment: Environment; readonly limit: number },
) {
  return {
    partition: partitionOfEnvironment(environment),
    account,
    limit,
    ...isRegion(region) && { region },
    ...q && { q },
    ...cursor && { cursor },
  };
}

/** What a button did: a change that was made, or why none was. */
export type SelectionOutcome =
  | { readonly kind: "made"; readonly number: string }
  | { readonly kind: "refused"; readonly status: number; readonly errors: readonly FieldError[] };

/**
 * Makes a change of the servers that are ticked, or of all that fit the filter where that is asked
 * for in so many words.
 *
 * @param state The request's, with the form.
 * @param filter Which servers the page shows.
 * @returns The change's number, or what is wrong.
 * @throws {AppError} `unknown_intent` (422), `store_busy` or `store_unavailable` (503).
 */
export async function actOnSelection(
  state: State,
  filter: InstancesFilter,
): Promise<SelectionOutcome> {
  const { intent, number = "", description = "", scope } = formFields(state);
  if (intent !== "change") throw unknownIntent();
  const refused = (errors: readonly FieldError[], status = 422): SelectionOutcome => (
    { kind: "refused", status, errors }
  );
  const chosen = scope === "all" ? await allMatching(state, filter) : tickedLines(state);
  const typed = typedTargets(chosen.join("\n"));
  if (typed.kind === "invalid") {
    const message = chosen.length === 0
      ? "Tick at least one instance, or choose all that match"
      : typed.errors[0]?.message ?? "";
    return refused([{ path: "scope-ticked", message }]);
  }
  const parsed = parseChangeInput({ number, description, instances: typed.targets });
  if (!parsed.ok) return refused(parsed.errors.map(onPage));
  const result = await new AuditedChanges(state).create(parsed.value);
  if (result.kind === "exists") {
    return refused(
      [{ path: "change-number", message: `There is a change ${number} already` }],
      409,
    );
  }
  return { kind: "made", number: parsed.value.number };
}

function onPage({ path, message }: FieldError): FieldError {
  return { path: path === "number" ? "change-number" : "scope-ticked", message };
}

/**
 * Lists the servers that are ticked in a form, one a line.
 *
 * @param state The request's, with the form.
 * @returns The lines; empty when nothing is ticked.
 */
export function tickedLines({ form }: Pick<State, "form">): readonly string[] {
  return form?.getAll("targets").filter((line) => typeof line === "string") ?? [];
}

async function allMatching(state: State, filter: InstancesFilter): Promise<readonly string[]> {
  const { environment } = filter;
  if (environment === null) return [];
  const request = { ...requestOf(filter, { environment, limit: MAX_SERVERS }), cursor: undefined };
  const result = await state.services.inventory.instances(requireSession(state), request);
  if (result.kind !== "listed") throw refusalError(result);
  return result.items.map(serverLine);
}

/**
 * Writes a server as a line that the script runner and changes can read.
 *
 * @param server The server.
 * @returns Id, account, region, platform and name.
 */
export function serverLine(
  { instanceId, account, region, platform, name }: InventoryInstance,
): string {
  return [instanceId, account, region, platform, name.replaceAll(/\s+/g, " ")].join(" ").trim();
}
