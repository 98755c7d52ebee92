import type { AwsClients } from "@/lib/aws/mod.ts";
import {
  type AccountId,
  type Clock,
  type InstanceId,
  MINUTE_MS,
  type Partition,
  type Region,
} from "@/lib/base/mod.ts";
import type { Credentials, HeldCredentials, Roles, Session } from "@/lib/credentials/mod.ts";
import { accountsOf } from "./accounts_of.ts";
import { FleetScan } from "./fleet_scan.ts";
import { type InventoryFilter, inventoryPage } from "./inventory_page.ts";
import { oneInstance } from "./one_instance.ts";
import { pageAfter } from "./page_after.ts";
import type { AccountsView, InventoryInstance, InventoryView } from "./view.ts";

/** What the inventory works with. */
export interface InventoryOptions {
  /** AWS. */
  readonly aws: Pick<AwsClients, "ec2" | "ssm" | "organizations">;
  /** The way into other accounts. */
  readonly roles: Pick<Roles, "inAccount">;
  /** Whose sessions ask. */
  readonly credentials: Pick<Credentials, "held">;
  /** Wall time. */
  readonly clock: Clock;
}

/** Whose servers are asked for. */
export interface InventoryRequest extends InventoryFilter {
  /** Commercial or GovCloud. */
  readonly partition: Partition;
  /** The account; that of the credentials when not given. */
  readonly account?: AccountId | undefined;
  /** Whether AWS is asked anew though a list is at hand. */
  readonly refresh?: boolean;
}

/** Whose accounts are asked for, and which page of them. */
export interface AccountsRequest {
  /** Commercial or GovCloud. */
  readonly partition: Partition;
  /** The last account of the page before. */
  readonly cursor?: string | undefined;
  /** At most so many a page. */
  readonly limit: number;
}

/** Nobody is signed in to the partition: AWS was not asked. */
interface NotSignedIn {
  readonly kind: "not_signed_in";
  readonly partitions: readonly Partition[];
}

/** So long a list of servers is shown before AWS is asked again. */
const FRESH_MS = 5 * MINUTE_MS;
/** The lists that are kept, at some 3 MB for 5,000 servers. */
const MAX_SCANS = 20;
/** The first answer comes with the first servers, or after this time, in ms. */
const FIRST_LOOK_MS = 1_000;

/**
 * The servers and accounts as AWS lists them. Lists are kept in this process alone, each for the
 * session that asked: what one operator may see, another may not.
 */
export class Inventory {
  readonly #options: InventoryOptions;
  readonly #scans = new Map<string, FleetScan>();

  /**
   * Starts without lists.
   *
   * @param options AWS and the way in.
   */
  constructor(options: InventoryOptions) {
    this.#options = options;
  }

  /**
   * Lists the accounts of the organization, or the signed-in one where AWS does not show more.
   *
   * @param session Whose credentials ask.
   * @param request Commercial or GovCloud, and the page.
   * @returns The accounts by name.
   * @throws {AwsError} When AWS cannot be reached or refuses otherwise than by a missing permission.
   * @throws {AppError} `invalid_cursor` (422), `store_busy` or `store_unavailable` (503).
   */
  async accounts(
    session: Session,
    { partition, cursor, limit }: AccountsRequest,
  ): Promise<({ readonly kind: "listed" } & AccountsView) | NotSignedIn> {
    const held = await this.#options.credentials.held(session, partition);
    if (!held) return { kind: "not_signed_in", partitions: [partition] };
    const { accounts, isOwnAccountOnly } = await accountsOf(this.#options.aws, { held, partition });
    const page = pageAfter(accounts, { idOf: ({ id }) => id, cursor, limit });
    return { kind: "listed", ...page, isOwnAccountOnly };
  }

  /**
   * Lists servers of an account. The first question begins to ask AWS; what has come is shown at
   * once, and later questions show more.
   *
   * @param session Whose credentials ask.
   * @param request The account, what to look for, and the page.
   * @returns A page of the servers known so far, and how far the search is.
   * @throws {AppError} `invalid_cursor` (422), `store_busy` or `store_unavailable` (503).
   */
  async instances(
    session: Session,
    request: InventoryRequest,
  ): Promise<({ readonly kind: "listed" } & InventoryView) | NotSignedIn> {
    const { partition } = request;
    const held = await this.#options.credentials.held(session, partition);
    if (!held) return { kind: "not_signed_in", partitions: [partition] };
    const account = request.account ?? held.account;
    const scan = this.#scan(session, { ...request, account, held });
    await firstLook(scan);
    const { instances, startedAtMs, ...progress } = scan.progress;
    return {
      kind: "listed",
      account,
      ...inventoryPage(instances, request),
      ...progress,
      askedAt: new Date(startedAtMs).toISOString(),
    };
  }

  /**
   * Asks AWS for one server.
   *
   * @param session Whose credentials ask.
   * @param place The server, its account, region and partition.
   * @returns The server, `null` when AWS does not know it there.
   * @throws {AwsError} When AWS refuses or cannot be reached.
   * @throws {AppError} `store_busy` or `store_unavailable` (503).
   */
  async instance(
    session: Session,
    { partition, account, region, instanceId }: {
      readonly partition: Partition;
      readonly account: AccountId;
      readonly region: Region;
      readonly instanceId: InstanceId;
    },
  ): Promise<
    { readonly kind: "found"; readonly instance: InventoryInstance | null } | NotSignedIn
  > {
    const { aws, credentials, roles } = this.#options;
    const held = await credentials.held(session, partition);
    if (!held) return { kind: "not_signed_in", partitions: [partition] };
    const place = { account, region };
    const role = await roles.inAccount(held, { ...place, sessionName: "inventory" });
    const instance = await oneInstance(aws, { credentials: role, ...place, instanceId });
    return { kind: "found", instance };
  }

  /**
   * Drops the lists of a session, on sign-out.
   *
   * @param session The session.
   */
  forget({ hash }: Pick<Session, "hash">): void {
    for (const [key, scan] of this.#scans) {
      if (!key.startsWith(`${hash} `)) continue;
      scan.stop();
      this.#scans.delete(key);
    }
  }

  #scan(
    { hash }: Session,
    { partition, account, held, refresh = false }: InventoryRequest & {
      readonly account: AccountId;
      readonly held: HeldCredentials;
    },
  ): FleetScan {
    const key = `${hash} ${partition} ${account}`;
    const known = this.#scans.get(key);
    const isFresh = known &&
      this.#options.clock.now() - known.progress.startedAtMs < FRESH_MS && !refresh;
    const scan = isFresh ? known : new FleetScan({ ...this.#options, partition, account, held });
    if (scan !== known) known?.stop();
    this.#scans.delete(key);
    this.#scans.set(key, scan);
    const [oldest] = this.#scans;
    if (this.#scans.size > MAX_SCANS && oldest) {
      oldest[1].stop();
      this.#scans.delete(oldest[0]);
    }
    return scan;
  }
}

async function firstLook({ begun }: FleetScan): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, FIRST_LOOK_MS);
  try {
    await Promise.race([begun, patience.promise]);
  } finally {
    clearTimeout(timer);
  }
}
