import { freePort, startProcess } from "../support/process.ts";
import { measure } from "./load.ts";

const CONNECTIONS = 50;
const WARM_UP_SECONDS = 2;
const ROUND_SECONDS = 3;
const ROUNDS = 5;
const DEADLINE_MS = 30_000;

/** The throughput of a page, beside a bare server that returns the same bytes. */
export interface Throughput {
  readonly pagePerSecond: number;
  readonly barePerSecond: number;
  /** Median over the rounds of page ÷ bare, each pair measured one after the other. */
  readonly ratio: number;
}

/** Measures in pairs, so that a machine whose speed drifts does so for both. */
export async function throughput(pageUrl: string): Promise<Throughput> {
  const port = freePort();
  await using _bare = await startProcess({
    args: ["run", "--allow-net", "tests/bench/same_bytes.ts", pageUrl, String(port)],
    env: {},
    readyLine: /Listening/,
    deadlineMs: DEADLINE_MS,
  });
  const bareUrl = `http://127.0.0.1:${port}/`;
  await rate(pageUrl, WARM_UP_SECONDS);
  await rate(bareUrl, WARM_UP_SECONDS);
  const pairs: { page: number; bare: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    pairs.push({
      page: await rate(pageUrl, ROUND_SECONDS),
      bare: await rate(bareUrl, ROUND_SECONDS),
    });
  }
  return {
    pagePerSecond: median(pairs.map(({ page }) => page)),
    barePerSecond: median(pairs.map(({ bare }) => bare)),
    ratio: median(pairs.map(({ page, bare }) => page / bare)),
  };
}

async function rate(url: string, durationSeconds: number): Promise<number> {
  const load = await measure({ url, connections: CONNECTIONS, durationSeconds });
  if (load.errors > 0) throw new Error(`Cannot measure ${url}: ${load.errors} requests failed`);
  return load.requestsPerSecond;
}

/** The middle value of an odd number of figures. */
export function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN;
}
