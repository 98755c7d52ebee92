import { type HostTraits, SFT_AGENTS } from "./host.ts";
import { DISTRIBUTIONS } from "./distributions.ts";
import { HOSTILE_NAMES } from "./hostile_texts.ts";

const [RHEL8, RHEL9, AMAZON_2023, UBUNTU, WINDOWS] = DISTRIBUTIONS;

/** What the sample change files say of one server. */
export interface FixtureHost extends Pick<HostTraits, "name" | "distribution"> {
  readonly instanceId: string;
  readonly account: string;
  readonly region: string;
  readonly traits?: Partial<HostTraits>;
}

/** Every valid server of the sample change files, so they work against the fleet as they are. */
export const FIXTURE_HOSTS: readonly FixtureHost[] = [
  ...["web-01", "web-02"].map((name, index) => ({
    instanceId: `i-0a1b2c3d4e5f6000${index + 1}`,
    account: "111122223333",
    region: "us-east-1",
    name,
    distribution: RHEL8,
  })),
  {
    instanceId: "i-0a1b2c3d4e5f60003",
    account: "111122223333",
    region: "us-west-2",
    name: "db-01",
    distribution: AMAZON_2023,
  },
  {
    instanceId: "i-0a1b2c3d4e5f60004",
    account: "444455556666",
    region: "us-east-1",
    name: "ad-01",
    distribution: WINDOWS,
    traits: { sft: SFT_AGENTS.stopped },
  },
  {
    instanceId: "i-0a1b2c3d4e5f60005",
    account: "012345678901",
    region: "us-gov-west-1",
    name: "gov-app-01",
    distribution: RHEL9,
    traits: { diskHasSpace: false, crowdstrikeRuns: false },
  },
  {
    instanceId: "i-0a1b2c3d4e5f60006",
    account: "012345678901",
    region: "us-gov-east-1",
    name: "gov-app-02",
    distribution: RHEL9,
  },
  {
    instanceId: "i-0a1b2c3d4e5f60007",
    account: "111122223333",
    region: "us-east-2",
    name: "batch-01",
    distribution: UBUNTU,
    traits: { sft: SFT_AGENTS.absent },
  },
  {
    instanceId: "i-0a1b2c3d4e5f60008",
    account: "111122223333",
    region: "us-east-2",
    name: HOSTILE_NAMES[1] ?? "",
    distribution: RHEL8,
  },
];
