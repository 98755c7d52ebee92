import { AwsError, HOME_REGIONS } from "@/lib/aws/mod.ts";
import { type Clock, isRegion, type Partition, type Region, SECOND_MS } from "@/lib/base/mod.ts";
import type { HeldCredentials, Roles } from "@/lib/credentials/mod.ts";
import { scanRegion, type ScanRegionOptions } from "./scan_region.ts";
import type { InventoryInstance, RegionFailure } from "./view.ts";

/** What a scan works with. */
export interface FleetScanOptions extends Pick<ScanRegionOptions, "aws" | "account"> {
  /** The account's partition. */
  readonly partition: Partition;
  /** The way into other accounts. */
  readonly roles: Pick<Roles, "inAccount">;
  /** Who is signed in to the partition. */
  readonly held: HeldCredentials;
  /** Wall time. */
  readonly clock: Pick<Clock, "now">;
}

/** How far a scan is. */
export interface ScanProgress {
  /** When it began, in ms since 1970. */
  readonly startedAtMs: number;
  /** The servers found so far, in no order. */
  readonly instances: readonly InventoryInstance[];
  /** How many regions have been read, the failed ones too. */
  readonly scannedRegions: number;
  /** How many there are; 0 while that is not known. */
  readonly totalRegions: number;
  /** What could not be read. */
  readonly failures: readonly RegionFailure[];
  /** Whether nothing more will come. */
  readonly complete: boolean;
}

const DEADLINE_MS = 120 * SECOND_MS;
/** How many regions are read at once; AWS limits the calls of each. */
const CONCURRENCY = 10;

/**
 * Lists the servers of an account, region beside region, and what Systems Manager says of them.
 * What was found can be read while it goes on.
 */
export class FleetScan {
  /** Settles when nothing more will come; a refusal of AWS is no rejection. */
  readonly ended: Promise<void>;
  /** Settles with the first servers, or at the end. */
  readonly begun: Promise<void>;
  readonly #options: FleetScanOptions;
  readonly #startedAtMs: number;
  readonly #stop = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  readonly #byRegion = new Map<Region, readonly InventoryInstance[]>();
  readonly #failures: RegionFailure[] = [];
  #scannedRegions = 0;
  #totalRegions = 0;
  #isComplete = false;

  /**
   * Begins to ask AWS.
   *
   * @param options AWS, the way in, and the account.
   */
  constructor(options: FleetScanOptions) {
    this.#options = options;
    this.#startedAtMs = options.clock.now();
    this.ended = this.#run();
    this.begun = Promise.race([this.#first.promise, this.ended]);
  }

  /** What is known now. */
  get progress(): ScanProgress {
    return {
      startedAtMs: this.#startedAtMs,
      instances: [...this.#byRegion.values()].flat(),
      scannedRegions: this.#scannedRegions,
      totalRegions: this.#totalRegions,
      failures: this.#failures,
      complete: this.#isComplete,
    };
  }

  /** Ends it early: its account is no longer looked at. */
  stop(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const timer = setTimeout(() => this.stop(), DEADLINE_MS);
    try {
      const regions = await this.#regions();
      this.#totalRegions = regions.length;
      const queue = regions.values();
      const work = async () => {
        for (const region of queue) await this.#scan(region);
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, work));
    } finally {
      clearTimeout(timer);
      this.#isComplete = true;
    }
  }

  /** The regions that are enabled for the account; none when AWS does not tell. */
  async #regions(): Promise<readonly Region[]> {
    const { aws, account, partition } = this.#options;
    const region = HOME_REGIONS[partition];
    const names = await this.#unlessRefused(region, async () => {
      const credentials = await this.#credentials(region);
      return await aws.ec2({ credentials, account, region }).describeRegions(this.#stop.signal);
    });
    return (names ?? []).filter(isRegion).toSorted();
  }

  async #scan(region: Region): Promise<void> {
    const { aws, account } = this.#options;
    await this.#unlessRefused(region, async () =>
      await scanRegion({
        ...{ aws, account, region },
        signal: this.#stop.signal,
        credentials: await this.#credentials(region),
        onPage: (instances) => {
          this.#byRegion.set(region, instances);
          if (instances.length > 0) this.#first.resolve();
        },
      }));
    this.#scannedRegions++;
  }

  async #credentials(region: Region) {
    const { roles, held, account } = this.#options;
    const { signal } = this.#stop;
    return await roles.inAccount(held, { account, region, sessionName: "inventory", signal });
  }

  async #unlessRefused<T>(region: Region, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AwsError) {
        this.#failures.push({ region, message: error.publicMessage });
      } else if (this.#stop.signal.aborted) {
        this.#failures.push({ region, message: "AWS did not answer in time. List it again." });
      } else throw error;
      return undefined;
    }
  }
}
