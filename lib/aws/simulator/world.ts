import type { AccountId, Clock, Partition, Region } from "@/lib/base/mod.ts";
import { type Faults, faultsSchema } from "./faults.ts";
import { createFleet, type Fleet, type FleetOptions, type SimulatedAccount } from "./fleet.ts";
import { Identities, type Identity } from "./identities.ts";
import { Ledger } from "./ledger.ts";
import { RunCommand } from "./run_command.ts";
import { type SeededRandom, seededRandom } from "./seeded_random.ts";
import { Timeline } from "./timeline.ts";
import { TokenBuckets } from "./token_buckets.ts";

/** How the simulated AWS is made. */
export interface WorldOptions extends FleetOptions {
  /** The same seed gives the same fleet, ids and chances; 1 when absent. */
  readonly seed?: number | undefined;
  /** How many times faster than real everything on hosts goes; 1 when absent. */
  readonly speed?: number | undefined;
  /** How long every answer takes, in ms; 0 when absent. */
  readonly latencyMs?: number | undefined;
  /** Accounts without the role that the management account may take. */
  readonly accountsWithoutRole?: readonly string[] | undefined;
}

/** Who calls, where. */
export interface Caller {
  readonly identity: Identity;
  readonly account: AccountId;
  readonly partition: Partition;
  readonly region: Region;
}

/** All that the simulated AWS knows; a reset makes a new one. */
export interface World {
  readonly options: WorldOptions;
  readonly random: SeededRandom;
  readonly fleet: Fleet;
  readonly identities: Identities;
  readonly timeline: Timeline;
  readonly ledger: Ledger;
  readonly buckets: TokenBuckets;
  readonly runCommand: RunCommand;
  /** The session of an operator in each partition. */
  samples: Readonly<Record<Partition, Identity>>;
  faults: Faults;
}

/**
 * Makes a simulated AWS in its first state.
 *
 * @param options Seed, sizes and speed.
 * @param clock The clock of its events.
 * @returns The state.
 */
export function createWorld(options: WorldOptions, clock: Clock): World {
  const { seed = 1, speed = 1 } = options;
  const random = seededRandom(seed);
  const [timeline, ledger] = [new Timeline(), new Ledger()];
  const fleet = createFleet(random, options);
  const identities = new Identities(random);
  return {
    ...{ options, random, fleet, identities, timeline, ledger },
    buckets: new TokenBuckets(speed),
    runCommand: new RunCommand({ timeline, random, ledger, speed }),
    samples: issueSamples({ fleet, identities }, clock.now()),
    faults: faultsSchema.parse({}),
  };
}

/** Makes an operator's session in the management account of each partition. */
export function issueSamples(
  { fleet, identities }: Pick<World, "fleet" | "identities">,
  nowMs: number,
): Readonly<Record<Partition, Identity>> {
  const sample = (partition: Partition) =>
    identities.issueSample(managementAccount(fleet, partition), nowMs);
  return { aws: sample("aws"), "aws-us-gov": sample("aws-us-gov") };
}

/** Finds the account that manages a partition's organization: its first. */
export function managementAccount(fleet: Fleet, partition: Partition): SimulatedAccount {
  const account = fleet.accounts.find((candidate) => candidate.partition === partition);
  if (!account) throw new Error(`Cannot find an account of the partition ${partition}`);
  return account;
}
