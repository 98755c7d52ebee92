import { newSecretKey } from "@/lib/config/mod.ts";
import { freePort, runToEnd, startProcess } from "../support/process.ts";
import { HIGH_RATE_LIMITS } from "../support/rate_limits.ts";
import type { RunningProcess } from "../support/running_process.ts";

const DEADLINE_MS = 60_000;

/** Time of a whole `deno task build`, in ms. */
export async function buildMs(): Promise<number> {
  const { code, stderr, elapsedMs } = await runToEnd({
    args: ["task", "build"],
    env: {},
    deadlineMs: DEADLINE_MS,
  });
  if (code !== 0) throw new Error(`Cannot build: ${stderr}`);
  return elapsedMs;
}

/** The built application, served in production mode on a file of its own. */
export async function application(dataDir: string): Promise<RunningProcess> {
  const port = String(freePort());
  return await startProcess({
    args: ["task", "serve"],
    env: {
      HOST: "127.0.0.1",
      PORT: port,
      PUBLIC_ORIGIN: `http://127.0.0.1:${port}`,
      SECRET_KEY: newSecretKey(),
      ALLOWED_AWS_ACCOUNTS: "111122223333",
      // Each start has a key of its own, and so a file.
      DENO_KV_PATH: `${dataDir}/${port}.kv`,
      ...HIGH_RATE_LIMITS,
      // wrk asks faster than any test.
      RATE_LIMIT_READ: "100000/second",
    },
    readyLine: /"message":"ready"/,
    deadlineMs: DEADLINE_MS,
  });
}

/** Time from the start of `deno task serve` to the end of its first answer, in ms. */
export async function firstAnswerMs(dataDir: string): Promise<number> {
  const startedAtMs = performance.now();
  await using app = await application(dataDir);
  await (await fetch(app.url)).text();
  return performance.now() - startedAtMs;
}
