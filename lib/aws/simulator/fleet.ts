import {
  type AccountId,
  type InstanceId,
  isRegion,
  parseAccountId,
  parsedOrThrow,
  parseInstanceId,
  parseRegion,
  type Partition,
  partitionOf,
  type Region,
} from "@/lib/base/mod.ts";
import { DISTRIBUTIONS } from "./distributions.ts";
import { FIXTURE_HOSTS, type FixtureHost } from "./fixture_hosts.ts";
import { type Delivery, Host, type HostTraits, SFT_AGENTS, type SftAgent } from "./host.ts";
import { HOSTILE_NAMES, HOSTILE_OUTPUT, LONG_OUTPUT } from "./hostile_texts.ts";
import type { SeededRandom } from "./seeded_random.ts";

/** An account of the fleet; the first of each partition is its organization's management account. */
export interface SimulatedAccount {
  readonly id: AccountId;
  readonly partition: Partition;
  readonly name: string;
}

/** How large the fleet is. */
export interface FleetOptions {
  /** How many instances, those of the sample change files included; 60 when absent. */
  readonly instances?: number | undefined;
  /** How many accounts, the last of them GovCloud; 4 when absent, at least these 4. */
  readonly accounts?: number | undefined;
  /** Over how many Commercial regions generated instances spread; 3 when absent. */
  readonly regions?: number | undefined;
  /** What becomes of commands to these instances, where it is not the usual. */
  readonly deliveries?: Readonly<Record<string, Delivery>> | undefined;
}

/** The accounts and servers. */
export interface Fleet {
  readonly accounts: readonly SimulatedAccount[];
  readonly hosts: ReadonlyMap<string, Host>;
}

const COMMERCIAL_NAMES = [
  ["111122223333", "pcm-management"],
  ["444455556666", "pcm-workloads"],
  ["777788889999", "pcm-shared"],
] as const;
const REGION_ORDER: readonly Region[] = [
  ...["us-east-1", "us-east-2", "us-west-2", "us-west-1", "eu-west-1", "eu-central-1"] as const,
  ...["ca-central-1", "ap-southeast-2", "ap-northeast-1", "sa-east-1"] as const,
];
const GOV_REGIONS: readonly Region[] = ["us-gov-west-1", "us-gov-east-1"];
const ROLES = ["web", "db", "app", "cache", "queue", "files"];

/** A host that nothing is wrong with. */
const SOUND = {
  ping: "online",
  delivery: "prompt",
  repositoriesWork: true,
  diskHasSpace: true,
  crowdstrikeRuns: true,
  hasUpdates: true,
  keepsOldKernel: false,
  sft: SFT_AGENTS.enrolled,
  hasEncase: true,
  lostByPatch: undefined,
  noise: "",
} as const;

/**
 * Builds the accounts and servers. The same seed and sizes give the same fleet.
 *
 * @param random Where the ids come from.
 * @param options The sizes.
 * @returns The fleet.
 */
export function createFleet(random: SeededRandom, options: FleetOptions = {}): Fleet {
  const { instances = 60, regions = 3, deliveries = {} } = options;
  const accounts = createAccounts(options.accounts ?? 4);
  const generatedCount = Math.max(0, instances - FIXTURE_HOSTS.length);
  const traits = [
    ...FIXTURE_HOSTS.map(fixtureTraits),
    ...Array.from(
      { length: generatedCount },
      (_, index) => generatedTraits(index, { random, accounts, regions }),
    ),
  ];
  const hosts = traits.map((made) => {
    const delivery = deliveries[made.instanceId] ?? made.delivery;
    return [made.instanceId, new Host({ ...made, delivery })] as const;
  });
  return { accounts, hosts: new Map(hosts) };
}

function createAccounts(count: number): readonly SimulatedAccount[] {
  const extra = Array.from(
    { length: Math.max(0, count - 4) },
    (_, index) => [String(200_000_000_001 + index), `pcm-team-${index + 1}`] as const,
  );
  const commercial = [...COMMERCIAL_NAMES, ...extra].map(([id, name]) =>
    ({ id: parsedOrThrow(parseAccountId(id)), partition: "aws", name }) as const
  );
  const gov = parsedOrThrow(parseAccountId("012345678901"));
  return [...commercial, { id: gov, partition: "aws-us-gov", name: "pcm-gov" }];
}

function fixtureTraits({ instanceId, account, region, traits, ...rest }: FixtureHost): HostTraits {
  const id = parsedOrThrow(parseInstanceId(instanceId));
  const place = parsedOrThrow(parseRegion(region));
  return {
    ...SOUND,
    ...rest,
    instanceId: id,
    account: parsedOrThrow(parseAccountId(account)),
    region: place,
    partition: partitionOf(place),
    hostname: hostnameOf(id, place),
    ...traits,
  };
}

function generatedTraits(
  index: number,
  { random, accounts, regions }: {
    readonly random: SeededRandom;
    readonly accounts: readonly SimulatedAccount[];
    readonly regions: number;
  },
): HostTraits {
  const every = (period: number, at: number) => index % period === at;
  const account = at(accounts, index);
  const places = account.partition === "aws" ? REGION_ORDER.slice(0, regions) : GOV_REGIONS;
  const region = at(places, Math.floor(index / accounts.length));
  const instanceId = parsedOrThrow(parseInstanceId(`i-0${random.hex(`instance:${index}`, 16)}`));
  // Every hostile name occurs in the default fleet, among twice as many plain ones.
  const hostile = every(3, 1);
  return {
    ...SOUND,
    instanceId,
    account: account.id,
    region,
    partition: account.partition,
    distribution: at(DISTRIBUTIONS, index),
    name: hostile
      ? at(HOSTILE_NAMES, Math.floor(index / 3))
      : `${at(ROLES, index)}-${String(index + 10).padStart(2, "0")}`,
    hostname: hostnameOf(instanceId, region),
    ping: every(13, 5) ? "offline" : every(17, 8) ? "not_registered" : "online",
    delivery: every(16, 9) ? "delayed" : "prompt",
    repositoriesWork: !every(19, 4),
    diskHasSpace: !every(11, 3),
    crowdstrikeRuns: !every(14, 6),
    hasUpdates: !every(23, 10),
    keepsOldKernel: every(12, 2),
    sft: sftOf(index),
    hasEncase: !every(5, 1),
    lostByPatch: every(18, 7) ? "BigFix" : every(26, 11) ? "CrowdStrike" : undefined,
    noise: every(10, 7) ? HOSTILE_OUTPUT : every(29, 14) ? LONG_OUTPUT : "",
  };
}

/** Of ten servers in a row one has no agent, one does not run it, and one is not enrolled. */
function sftOf(index: number): SftAgent {
  const kinds = { 2: SFT_AGENTS.stopped, 4: SFT_AGENTS.absent, 8: SFT_AGENTS.tokenless };
  return Object.entries(kinds).find(([at]) => Number(at) === index % 10)?.[1] ??
    SFT_AGENTS.enrolled;
}

/** EC2's own host name: the address in the name comes from the id. */
function hostnameOf(instanceId: InstanceId, region: Region): string {
  const [a = 0, b = 0] = Uint8Array.fromHex(instanceId.slice(-4));
  const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  return `ip-10-20-${a}-${b}.${domain}`;
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error("Cannot choose from an empty list");
  return item;
}

/**
 * Names the regions that are enabled in a partition: those with servers.
 *
 * @param fleet The fleet.
 * @param partition The partition.
 * @returns The regions in alphabetical order.
 */
export function enabledRegions(fleet: Fleet, partition: Partition): readonly Region[] {
  const regions = [...fleet.hosts.values()]
    .filter(({ traits }) => traits.partition === partition)
    .map(({ traits }) => traits.region);
  return [...new Set(regions)].filter(isRegion).sort();
}
