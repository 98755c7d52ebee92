import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { type Simulator, startSimulator } from "@/lib/aws/simulator/mod.ts";
import { productionEnv } from "../support/checkout.ts";
import { freePort, startProcess } from "../support/process.ts";
import { HIGH_RATE_LIMITS } from "../support/rate_limits.ts";
import type { RunningProcess } from "../support/running_process.ts";
import { signedIn, type TestBrowser, type TestRequest } from "../support/test_browser.ts";

const SIMULATOR = { speed: 20, latencyMs: 20 };
const TARGETS = 16;
/** So few at once that the batch goes on for some time. */
const MAX_CONCURRENCY = 8;
const DEADLINE_MS = 60_000;
const LOOK_MS = 50;
const PRELOAD = new URL("survive_file_limit.ts", import.meta.url).href;

const fleetSchema = z.object({
  instances: z.array(z.object({
    instanceId: z.string(),
    account: z.string(),
    region: z.string(),
    partition: z.string(),
    platform: z.enum(["linux", "windows"]),
    ping: z.string(),
  })),
});
const ledgerSchema = z.object({
  sends: z.array(z.unknown()),
  runs: z.array(z.object({ instanceId: z.string(), refusedAsDuplicate: z.boolean() })),
});
const batchSchema = z.object({ state: z.string(), counts: z.record(z.string(), z.number()) });
type Batch = z.infer<typeof batchSchema>;

/** The built program on a database of its own, in the midst of a batch. */
export class FaultedRun implements AsyncDisposable {
  /** Absolute path. */
  readonly databasePath: string;
  readonly #root: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #simulator: Simulator;
  #server: RunningProcess;
  #browser: TestBrowser | undefined;
  #batchPath = "";
  #instanceIds: readonly string[] = [];

  private constructor(
    { root, env, simulator, server }: {
      readonly root: string;
      readonly env: Readonly<Record<string, string>>;
      readonly simulator: Simulator;
      readonly server: RunningProcess;
    },
  ) {
    this.#root = root;
    this.#env = env;
    this.databasePath = join(root, env.DENO_KV_PATH ?? "");
    this.#simulator = simulator;
    this.#server = server;
  }

  /** Starts the program of a checkout, signs in, and starts a batch of which some servers are done. */
  static async start(
    { root, name }: { readonly root: string; readonly name: string },
  ): Promise<FaultedRun> {
    const simulator = await startSimulator(SIMULATOR);
    const env = {
      ...productionEnv(freePort()),
      ...HIGH_RATE_LIMITS,
      AWS_ENDPOINT_URL: simulator.url,
      ALLOW_AWS_ENDPOINT: "true",
      DENO_KV_PATH: `data/${name}.kv`,
    };
    const server = await serve(root, env);
    const run = new FaultedRun({ root, env, simulator, server });
    try {
      await run.#startBatch();
      return run;
    } catch (error) {
      await run[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Stops the server, makes a backup of its database, and starts it again. */
  async backUp(): Promise<void> {
    await this.#whileStopped(async () => {
      await Deno.copyFile(this.databasePath, `${this.databasePath}.backup`);
    });
  }

  /** Goes back to the backup, of which every later record is lost. */
  async restore(): Promise<void> {
    await this.#whileStopped(async () => {
      await Deno.copyFile(`${this.databasePath}.backup`, this.databasePath);
    });
  }

  /** Lets no file of the server grow any more, as on a full disk, or frees it. */
  async limitFileSize(state: "full" | "free"): Promise<void> {
    if (this.#server.hasEnded) return;
    const bytes = state === "full" ? 0 : "unlimited";
    const limit = new Deno.Command("prlimit", {
      args: [`--pid=${this.#server.pid}`, `--fsize=${bytes}:unlimited`],
    });
    const { success, stderr } = await limit.output();
    assert.ok(success, new TextDecoder().decode(stderr));
  }

  /**
   * Asserts that writes are refused and readiness says so, that reads are answered or refused, all
   * of it in time, and that the process itself is well.
   */
  async #assertRefused(limitMs: number): Promise<void> {
    const startedAtMs = performance.now();
    const statuses = await Promise.all([
      this.#status("POST /api/changes", { json: { number: "CHG0099999", instances: [] } }),
      this.#status("GET /api/ready"),
      this.#status("GET /api/health"),
      this.#status(`GET ${this.#batchPath}`),
    ]);
    const tookMs = performance.now() - startedAtMs;
    const read = statuses.pop();
    assert.deepEqual(statuses, [503, 503, 200]);
    assert.ok(read === 200 || read === 503, `${read}`);
    assert.ok(tookMs <= limitMs, `${tookMs} ms`);
  }

  /**
   * Asserts for some time that writes are refused, and that AWS gets no command meanwhile. The
   * server may end instead, as Deno KV makes it when it cannot delete what has expired.
   */
  async assertHoldsStill(
    { durationMs, limitMs }: { readonly durationMs: number; readonly limitMs: number },
  ): Promise<void> {
    const untilMs = performance.now() + durationMs;
    await this.#assertRefused(limitMs);
    // What was on its way when the fault came has arrived by now.
    const { sends } = await this.#ledger();
    while (performance.now() < untilMs && !this.#server.hasEnded) {
      await this.#assertRefused(limitMs).catch((error) => this.#assertEnded(error));
      await delay(LOOK_MS);
    }
    const after = await this.#ledger();
    assert.equal(after.sends.length, sends.length, "nothing is sent without a durable intent");
  }

  /** A connection that breaks is forgiven where the server has ended. */
  async #assertEnded(error: unknown): Promise<void> {
    if (!(error instanceof TypeError)) throw error;
    await this.#server.waitForEnd();
  }

  /** Waits until the server takes work again; starts it again when it has ended. */
  async waitUntilReady(limitMs: number): Promise<void> {
    const startedAtMs = performance.now();
    if (this.#server.hasEnded) this.#server = await serve(this.#root, this.#env);
    while (await this.#status("GET /api/ready") !== 200) await delay(LOOK_MS);
    const tookMs = performance.now() - startedAtMs;
    assert.ok(tookMs <= limitMs, `ready after ${tookMs} ms`);
  }

  /** Waits for the end of the batch: every server ran the script once, and the batch says so. */
  async assertEndsOnce(): Promise<void> {
    const { counts } = await this.#batchWhen(({ state }) => state !== "running");
    assert.equal(counts.success, this.#instanceIds.length, JSON.stringify(counts));
    const { runs } = await this.#ledger();
    const ran = runs.filter(({ refusedAsDuplicate }) => !refusedAsDuplicate)
      .map(({ instanceId }) => instanceId).toSorted();
    assert.deepEqual(ran, this.#instanceIds.toSorted(), "each server runs the script once");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.hasEnded) await this.#server.stop();
    await this.#simulator.close();
  }

  async #startBatch(): Promise<void> {
    const { instances } = fleetSchema.parse(await this.#control("fleet"));
    const targets = instances.filter(({ ping, platform, partition }) =>
      ping === "online" && platform === "linux" && partition === "aws"
    ).slice(0, TARGETS).map(({ ping: _ping, partition: _partition, ...target }) => target);
    this.#instanceIds = targets.map(({ instanceId }) => instanceId);
    const publicOrigin = this.#server.url;
    const site = { services: { config: { publicOrigin } }, send: sendTo(publicOrigin) };
    this.#browser = await signedIn(site, this.#simulator);
    const json = {
      scriptId: "linux/probe",
      targets,
      options: { maxConcurrency: MAX_CONCURRENCY },
    };
    const answer = await this.#browser.send("POST /api/executions", { json });
    assert.equal(answer.status, 202, await answer.clone().text());
    await answer.body?.cancel();
    this.#batchPath = answer.headers.get("location") ?? "";
    await this.#batchWhen(({ counts }) => (counts.success ?? 0) > 0);
  }

  async #batchWhen(fits: (batch: Batch) => boolean): Promise<Batch> {
    for (const startedAtMs = performance.now();;) {
      const answer = await this.#send(`GET ${this.#batchPath}`);
      assert.equal(answer.status, 200, await answer.clone().text());
      const batch = batchSchema.parse(await answer.json());
      if (fits(batch)) return batch;
      assert.ok(performance.now() - startedAtMs < DEADLINE_MS, JSON.stringify(batch));
      await delay(LOOK_MS);
    }
  }

  async #whileStopped(work: () => Promise<void>): Promise<void> {
    await this.#server.stop();
    await work();
    this.#server = await serve(this.#root, this.#env);
  }

  async #status(line: string, request?: TestRequest): Promise<number> {
    const { status, headers, body } = await this.#send(line, request);
    await body?.cancel();
    assert.equal(status === 503, headers.has("retry-after"), line);
    return status;
  }

  async #send(line: string, request?: TestRequest): Promise<Response> {
    assert.ok(this.#browser, "signed in");
    return await this.#browser.send(line, request);
  }

  async #ledger(): Promise<z.infer<typeof ledgerSchema>> {
    return ledgerSchema.parse(await this.#control("ledger"));
  }

  async #control(path: string): Promise<unknown> {
    return await (await fetch(`${this.#simulator.url}/_simulator/${path}`)).json();
  }
}

async function serve(
  root: string,
  env: Readonly<Record<string, string>>,
): Promise<RunningProcess> {
  return await startProcess({
    args: ["run", "-A", "--no-check", "--preload", PRELOAD, "serve.ts"],
    env,
    cwd: root,
    readyLine: /"message":"ready"/,
    deadlineMs: DEADLINE_MS,
  });
}

function sendTo(origin: string) {
  return (line: string, init: RequestInit = {}) => {
    const [method = "GET", path = "/"] = line.split(" ");
    return fetch(origin + path, { ...init, method });
  };
}
