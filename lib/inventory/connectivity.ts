import { setTimeout as delay } from "node:timers/promises";
import { type ChangeNumber, type Clock, type Partition, SECOND_MS } from "@/lib/base/mod.ts";
import type { Change, ChangeInstance } from "@/lib/changes/mod.ts";
import type { Credentials, HeldCredentials, Session } from "@/lib/credentials/mod.ts";
import type { Store } from "@/lib/store/mod.ts";
import type { AskOptions } from "./ask_cell.ts";
import { askCells } from "./ask_cells.ts";
import { cellsOf } from "./cells.ts";
import { keepConnectivity, readConnectivity } from "./connectivity_record.ts";
import type { ConnectivityView } from "./view.ts";

/** What the check works with. */
export interface ConnectivityOptions extends Pick<AskOptions, "aws" | "roles"> {
  /** Keeps the results. */
  readonly store: Store;
  /** Whose sessions ask. */
  readonly credentials: Pick<Credentials, "held">;
  /** Wall time. */
  readonly clock: Clock;
  /** How long a check may take, in ms; 30 s when not given. */
  readonly deadlineMs?: number;
  /** Waits while AWS throttles; a timer when not given. */
  readonly wait?: AskOptions["wait"];
  /** Gives a number from 0 to 1 that spreads repeated calls; `Math.random` when not given. */
  readonly random?: () => number;
}

/** What to check. */
export interface CheckOptions {
  /** These servers of the change, at most 500; all of them when not given. */
  readonly instanceIds?: readonly string[] | undefined;
  /** Of those, the ones in this partition; in all of them when not given. */
  readonly partition?: Partition | undefined;
  /** Ends the check. */
  readonly signal?: AbortSignal | undefined;
}

/** What AWS says, or why it was not asked. */
export type ConnectivityResult =
  | { readonly kind: "checked" } & ConnectivityView
  /** Servers are in these partitions; nothing was asked anywhere. */
  | { readonly kind: "not_signed_in"; readonly partitions: readonly Partition[] }
  /** More ids than one call takes. */
  | { readonly kind: "too_many"; readonly limit: number }
  /** Ids that the change does not have. */
  | { readonly kind: "unknown_instances"; readonly instanceIds: readonly string[] };

/** How many ids one call may name. */
const MAX_IDS = 500;
const DEADLINE_MS = 30 * SECOND_MS;

/** Tells which servers of a change Systems Manager reaches, and remembers it. */
export class Connectivity {
  readonly #options: ConnectivityOptions;

  /**
   * Makes the check.
   *
   * @param options AWS, the way in, and where to keep the results.
   */
  constructor(options: ConnectivityOptions) {
    this.#options = options;
  }

  /**
   * Asks Systems Manager for servers of a change, by account and region, and keeps the answers.
   * What it says may be minutes old; the script `linux/probe` or `windows/probe` is proof.
   *
   * @param session Whose credentials to ask with.
   * @param change The change.
   * @param options Which of its servers, and what ends the check.
   * @returns One result for each server, or why AWS was not asked. A refusal or a failure of AWS is
   * the result `error` of the servers it concerns.
   * @throws {AppError} `store_busy` or `store_unavailable` (503), `record_invalid` (500).
   * @throws The signal's reason when the caller aborted.
   */
  async check(
    session: Session,
    change: Change,
    { instanceIds, partition, signal }: CheckOptions = {},
  ): Promise<ConnectivityResult> {
    const ids = new Set(instanceIds ?? change.instances.map(({ instanceId }) => instanceId));
    if (instanceIds && ids.size > MAX_IDS) return { kind: "too_many", limit: MAX_IDS };
    const named = change.instances.filter(({ instanceId }) => ids.has(instanceId));
    const unknown = ids.difference(new Set(named.map(({ instanceId }) => instanceId)));
    if (unknown.size > 0) return { kind: "unknown_instances", instanceIds: [...unknown] };
    const instances = partition ? named.filter((each) => each.partition === partition) : named;
    const { held, missing } = await this.#heldFor(session, instances);
    if (missing.length > 0) return { kind: "not_signed_in", partitions: missing };
    const checkedAt = new Date(this.#options.clock.now()).toISOString();
    const sessionName = `connectivity-${change.number}`;
    const context = { ...this.#patience(), held, checkedAt, sessionName, signal };
    const answers = await askCells(cellsOf(instances), context);
    const kept = await keepConnectivity(this.#options.store, change, answers);
    const asked = new Set(instances.map(({ instanceId }) => instanceId));
    const results = kept.filter(({ instanceId }) => asked.has(instanceId));
    return { kind: "checked", results, checkedAt };
  }

  /**
   * Gives what the last checks found out; each result has its own age.
   *
   * @param number The change.
   * @returns The results, or `null` when nobody has asked yet.
   * @throws {AppError} `store_busy` or `store_unavailable` (503), `record_invalid` (500).
   */
  async last(number: ChangeNumber): Promise<ConnectivityView | null> {
    const results = await readConnectivity(this.#options.store, number);
    const [oldest] = (results ?? []).map(({ checkedAt }) => checkedAt).toSorted();
    return results && oldest ? { results, checkedAt: oldest } : null;
  }

  /** The credentials of each partition that servers are in, and the partitions without. */
  async #heldFor(session: Session, instances: readonly ChangeInstance[]) {
    const partitions = new Set(instances.map(({ partition }) => partition));
    const held = new Map<Partition, HeldCredentials>();
    for (const partition of partitions) {
      const found = await this.#options.credentials.held(session, partition);
      if (found) held.set(partition, found);
    }
    return { held, missing: [...partitions].filter((partition) => !held.has(partition)) };
  }

  #patience() {
    const { aws, roles, deadlineMs = DEADLINE_MS, random = Math.random } = this.#options;
    const { wait = (delayMs, signal) => delay(delayMs, undefined, { signal }) } = this.#options;
    return { aws, roles, deadlineMs, random, wait };
  }
}
