import { freePort, startProcess } from "../support/process.ts";
import type { RunningProcess } from "../support/running_process.ts";

/** Serves the page of `one_island/` until it is disposed of. */
export async function oneIslandPage(): Promise<RunningProcess> {
  const port = freePort();
  return await startProcess({
    args: [
      "run",
      "--allow-read",
      "--allow-env",
      "--allow-run",
      "--allow-net=127.0.0.1",
      "tests/bench/one_island/serve.ts",
      String(port),
    ],
    env: {},
    readyLine: /Listening/,
    deadlineMs: 30_000,
  });
}
