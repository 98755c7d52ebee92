import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { type Simulator, startSimulator } from "@/lib/aws/simulator/mod.ts";
import { newSecretKey } from "@/lib/config/mod.ts";
import { startProcess } from "../support/process.ts";
import type { RunningProcess } from "../support/running_process.ts";

/** How many times faster than real the hosts are. */
const SPEED = 20;
/** The longest that a batch may take to settle after the last crash. */
const SETTLE_MS = 60_000;

const ledgerSchema = z.object({
  calls: z.record(z.string(), z.number()),
  sends: z.array(z.object({ comment: z.string() })),
  runs: z.array(z.object({
    instanceId: z.string(),
    runToken: z.string().nullable(),
    refusedAsDuplicate: z.boolean(),
  })),
});
const endSchema = z.object({
  message: z.literal("ended"),
  batchId: z.string(),
  states: z.record(z.string(), z.string()),
});

const fleetSchema = z.object({
  instances: z.array(z.object({
    instanceId: z.string(),
    ping: z.string(),
    platform: z.string(),
  })),
});

/** How often the ledger is read while something is waited for, in ms. */
const LOOK_MS = 25;

/** The lease of one that stands still has ended by then, and the other has asked AWS, in ms. */
const PATIENCE_MS = 3_000;

/** What the simulator says was sent and has run, and what should have. */
export interface Truth extends z.infer<typeof ledgerSchema> {
  /** The servers that a script for Linux can run on. */
  readonly reachable: readonly string[];
}

/** How a batch ended, by its own account. */
export type BatchEnd = z.infer<typeof endSchema>;

interface NextBatch {
  /** Its servers are those that answer pings so. */
  readonly pings: readonly ("online" | "not_registered")[];
  /** What `POST /_simulator/faults` takes. */
  readonly faults?: object;
}

/** A simulated AWS, and one batch after another over it, each on a database of its own. */
export class CrashLane implements AsyncDisposable {
  readonly #simulator: Simulator;
  readonly #directory: string;
  #batches = 0;

  private constructor(simulator: Simulator, directory: string) {
    this.#simulator = simulator;
    this.#directory = directory;
  }

  static async open(): Promise<CrashLane> {
    const simulator = await startSimulator({ speed: SPEED });
    return new CrashLane(simulator, await Deno.makeTempDir({ prefix: "pcm-ops-crash-" }));
  }

  /** Forgets what has run; the next batch starts with an empty database. */
  async nextBatch({ pings, faults = {} }: NextBatch): Promise<Batch> {
    await this.#control("reset", {});
    await this.#control("faults", faults);
    const database = join(this.#directory, `${this.#batches++}.kv`);
    const simulator = this.#simulator.url;
    return new Batch({ database, secretKey: newSecretKey(), simulator, pings });
  }

  /** What really happened since `nextBatch()`. */
  async truth(): Promise<Truth> {
    const { instances } = fleetSchema.parse(await this.#control("fleet"));
    const reachable = instances.filter(({ ping, platform }) =>
      ping === "online" && platform === "linux"
    );
    return {
      ...ledgerSchema.parse(await this.#control("ledger")),
      reachable: reachable.map(({ instanceId }) => instanceId),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#simulator.close();
    await Deno.remove(this.#directory, { recursive: true });
  }

  async #control(path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#simulator.url}/_simulator/${path}`, {
      ...body && { method: "POST", body: JSON.stringify(body) },
    });
    assert.equal(response.status, 200);
    return await response.json();
  }
}

interface BatchOptions extends Pick<NextBatch, "pings"> {
  readonly database: string;
  readonly secretKey: string;
  /** The URL of the simulated AWS. */
  readonly simulator: string;
}

/** One batch, carried by one process after another. */
export class Batch {
  readonly #options: BatchOptions;

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  /**
   * Carries the batch in a process that is killed.
   *
   * @param afterMs How long it works before, in ms.
   * @returns Whether it was killed before the batch ended.
   */
  async carryAndKill(afterMs: number): Promise<boolean> {
    const process = await this.#start();
    const killed = Promise.withResolvers<"killed">();
    const timer = setTimeout(() => killed.resolve("killed"), afterMs);
    try {
      return await Promise.race([process.status, killed.promise]) === "killed";
    } finally {
      clearTimeout(timer);
      await process.stop("SIGKILL");
    }
  }

  /** Carries the batch to its end. Throws when that takes longer than a minute. */
  async carryToEnd(): Promise<BatchEnd> {
    await using process = await this.#start();
    return await endOf(process);
  }

  /**
   * Carries the batch in two processes, of which the first stands still past its lease and then goes
   * on as if nothing had happened. Where it stands still in the midst of a commit, it holds the lock of
   * the database, and nobody can take over.
   *
   * @param afterMs How long both work before it stands still, in ms.
   * @param ssmCalls Counts what Systems Manager was asked so far.
   * @returns The end as each of the two tells it, and whether the other one took over.
   */
  async carryTwice(
    afterMs: number,
    ssmCalls: () => Promise<number>,
  ): Promise<{ readonly ends: readonly [BatchEnd, BatchEnd]; readonly tookOver: boolean }> {
    await using first = await this.#start();
    await using second = await this.#start();
    const ends = Promise.all([endOf(first), endOf(second)]);
    await delay(afterMs);
    if (first.hasEnded) return { ends: await ends, tookOver: false };
    Deno.kill(first.pid, "SIGSTOP");
    try {
      const callsBefore = await ssmCalls();
      const lastLookMs = performance.now() + PATIENCE_MS;
      let tookOver = false;
      while (!tookOver && performance.now() < lastLookMs) {
        await delay(LOOK_MS);
        tookOver = await ssmCalls() > callsBefore;
      }
      Deno.kill(first.pid, "SIGCONT");
      return { ends: await ends, tookOver };
    } finally {
      // A process that stands still does not end.
      if (!first.hasEnded) Deno.kill(first.pid, "SIGCONT");
    }
  }

  async #start(): Promise<RunningProcess> {
    const { database, secretKey, simulator, pings } = this.#options;
    const flags = ["--simulator", simulator, ...pings.flatMap((ping) => ["--ping", ping])];
    return await startProcess({
      args: ["run", "-A", "--no-check", "tests/crash/carrier.ts", ...flags],
      env: { SECRET_KEY: secretKey, DENO_KV_PATH: database, LOG_LEVEL: "warn" },
      readyLine: /^carrying$/,
      deadlineMs: SETTLE_MS,
    });
  }
}

async function endOf(process: RunningProcess): Promise<BatchEnd> {
  const [line] = await process.waitForLine(/^\{"message":"ended".*/);
  await process.waitForEnd();
  return endSchema.parse(JSON.parse(line));
}

/**
 * Asserts that each server that can be reached ran its script once, and that the batch knows it:
 * nothing ran twice, nothing was left out, nothing is claimed that did not happen.
 */
export function assertExactlyOnce({ states }: BatchEnd, { runs, reachable }: Truth): void {
  const began = runs.filter(({ refusedAsDuplicate }) => !refusedAsDuplicate)
    .map(({ instanceId }) => instanceId);
  assert.deepEqual(began.toSorted(), reachable.toSorted(), "each server runs its script once");
  const reported = Object.entries(states)
    .filter(([, state]) => state === "success" || state === "failed").map(([id]) => id);
  assert.deepEqual(reported.toSorted(), began.toSorted(), "what ran is reported, and nothing else");
}
