import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { startSimulator } from "@/lib/aws/simulator/mod.ts";
import { newSecretKey } from "@/lib/config/mod.ts";
import { measure } from "../load.ts";
import { freePort, startProcess } from "../../support/process.ts";
import { HIGH_RATE_LIMITS } from "../../support/rate_limits.ts";
import type { RunningProcess } from "../../support/running_process.ts";
import { TestBrowser } from "../../support/test_browser.ts";
import { type Cell, fleetCells, fleetOptions, ledgerOf } from "./simulated_fleet.ts";

const SCRIPT_ID = "linux-qc-prep/step1-initial-qc";
const DEADLINE_MS = 180_000;
const LOOK_MS = 100;

const startedSchema = z.object({ batchId: z.string() });
const batchSchema = z.object({
  state: z.string(),
  counts: z.record(z.string(), z.number()),
});
const meterSchema = z.object({ commits: z.number(), peakKiB: z.number() });
const bareSchema = z.object({ wallMs: z.number() });

/** What a run on a fleet of one size cost. */
export interface ScaleFigures {
  readonly targets: number;
  readonly wallMs: number;
  /** Of the bare loop on the same fleet, just before. */
  readonly floorMs: number;
  readonly sends: number;
  readonly awsCallsPerTarget: number;
  readonly commitsPerTarget: number;
  readonly peakMiB: number;
  /** Of an unchanged batch, asked again by its entity tag. */
  readonly poll: { readonly p50Ms: number; readonly bytes: number };
}

/** Runs step 1 on so many cells of 50 servers: by a bare loop, then by the application. */
export async function scale(cells: number, dataDir: string): Promise<ScaleFigures> {
  const simulator = await startSimulator(fleetOptions(cells));
  try {
    const floorMs = await bareLoopMs(simulator.url, cells);
    await fetch(`${simulator.url}/_simulator/reset`, { method: "POST" });
    const run = await applicationRun(simulator.url, { cells, dataDir });
    return { ...run, floorMs };
  } finally {
    await simulator.close();
  }
}

async function bareLoopMs(simulatorUrl: string, cells: number): Promise<number> {
  await using bare = await startProcess({
    args: ["run", "-A", "--no-check", "tests/bench/scale/bare_loop.ts", simulatorUrl, `${cells}`],
    env: {},
    readyLine: /wallMs/,
    deadlineMs: DEADLINE_MS,
  });
  await bare.waitForEnd();
  return bareSchema.parse(JSON.parse(bare.stdout[0] ?? "")).wallMs;
}

async function applicationRun(
  simulatorUrl: string,
  { cells: count, dataDir }: { readonly cells: number; readonly dataDir: string },
): Promise<Omit<ScaleFigures, "floorMs">> {
  const { credentials, cells } = await fleetCells(simulatorUrl, count);
  const targets = cells.flat();
  const server = await startApplication(simulatorUrl, join(dataDir, `scale-${count}.kv`));
  const browser = await signIn(server.url, credentials);
  const startedAtMs = performance.now();
  const batchId = await startBatch(browser, cells);
  await waitForEnd(browser, { batchId, targets: targets.length });
  const wallMs = performance.now() - startedAtMs;
  const poll = await pollOf(browser, `${server.url}/api/executions/${batchId}`);
  await server.stop("SIGTERM");
  const { commits, peakKiB } = meterSchema.parse(JSON.parse(server.stdout.at(-1) ?? ""));
  const { calls, runs } = await ledgerOf(simulatorUrl);
  const ran = runs.map(({ instanceId }) => instanceId).toSorted();
  assert.deepEqual(ran, targets.map(({ instanceId }) => instanceId).toSorted(), "each runs once");
  const awsCalls = Object.values(calls).reduce((sum, each) => sum + each, 0);
  return {
    targets: targets.length,
    wallMs,
    sends: calls["ssm:SendCommand"] ?? 0,
    awsCallsPerTarget: awsCalls / targets.length,
    commitsPerTarget: commits / targets.length,
    peakMiB: peakKiB / 1024,
    poll,
  };
}

async function startApplication(simulatorUrl: string, kvPath: string): Promise<RunningProcess> {
  const port = freePort();
  return await startProcess({
    args: ["run", "-A", "--no-check", "--preload", "tests/bench/scale/meter.ts", "serve.ts"],
    env: {
      HOST: "127.0.0.1",
      PORT: String(port),
      PUBLIC_ORIGIN: `http://127.0.0.1:${port}`,
      SECRET_KEY: newSecretKey(),
      ALLOWED_AWS_ACCOUNTS: "*",
      AWS_ENDPOINT_URL: simulatorUrl,
      ALLOW_AWS_ENDPOINT: "true",
      LINUX_PATCHER_URL: "https://patcher.example/patcher.sh",
      DENO_KV_PATH: kvPath,
      ...HIGH_RATE_LIMITS,
    },
    readyLine: /"message":"ready"/,
    deadlineMs: DEADLINE_MS,
  });
}

async function signIn(
  publicOrigin: string,
  credentials: Readonly<Record<string, string>>,
): Promise<TestBrowser> {
  const browser = await new TestBrowser({
    services: { config: { publicOrigin } },
    send: (line, init) => {
      const [method = "GET", path = "/"] = line.split(" ");
      return fetch(publicOrigin + path, { ...init, method });
    },
  }).refresh();
  const json = { environment: "com", ...credentials };
  const answer = await browser.send("POST /api/session/credentials", { json });
  assert.equal(answer.status, 200, await answer.text());
  return await browser.refresh();
}

async function startBatch(browser: TestBrowser, cells: readonly Cell[]): Promise<string> {
  const targets = cells.flat().map(({ instanceId, account, region, platform, name }) => (
    { instanceId, account, region, platform, name }
  ));
  // All at once, as the bare loop does.
  const options = { maxConcurrency: targets.length };
  const json = { scriptId: SCRIPT_ID, parameters: { change: "CHG0031001" }, targets, options };
  const answer = await browser.send("POST /api/executions", { json });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return startedSchema.parse(JSON.parse(text)).batchId;
}

async function waitForEnd(
  browser: TestBrowser,
  { batchId, targets }: { readonly batchId: string; readonly targets: number },
): Promise<void> {
  for (;;) {
    const answer = await browser.send(`GET /api/executions/${batchId}`);
    const { state, counts } = batchSchema.parse(await answer.json());
    if (state === "success") return assert.equal(counts.success, targets);
    assert.ok(["planned", "running"].includes(state), `${state}: ${JSON.stringify(counts)}`);
    await delay(LOOK_MS);
  }
}

async function pollOf(browser: TestBrowser, url: string): Promise<ScaleFigures["poll"]> {
  const { pathname } = new URL(url);
  const first = await browser.send(`GET ${pathname}`);
  await first.body?.cancel();
  const headers = { cookie: browser.cookie, "if-none-match": first.headers.get("etag") ?? "" };
  const again = await browser.send(`GET ${pathname}`, { headers });
  assert.equal(again.status, 304);
  const load = await measure({ url, connections: 1, durationSeconds: 3, headers });
  assert.equal(load.errors, 0);
  return { p50Ms: load.latencyMs.p50, bytes: answerBytes(again) };
}

/** Status line, headers and body, as HTTP/1.1 sends them. */
function answerBytes({ status, headers }: Response): number {
  const lines = [`HTTP/1.1 ${status}`, ...[...headers].map(([name, value]) => `${name}: ${value}`)];
  return lines.reduce((sum, line) => sum + line.length + 2, 2);
}
