import { freePort, startProcess } from "../support/process.ts";
import type { RunningProcess } from "../support/running_process.ts";

/**
 * Serves the page of `one_island/` until it is disposed of.
 *
 * @param server which of its servers: `serve.ts` by the framework, `serve_preact.tsx` by preact alone
 */
export async function oneIslandPage(
  server: "serve.ts" | "serve_preact.tsx",
): Promise<RunningProcess> {
  const permissions = ["--allow-read", "--allow-env", "--allow-run", "--allow-net=127.0.0.1"];
  return await startProcess({
    args: ["run", ...permissions, `tests/bench/one_island/${server}`, String(freePort())],
    env: {},
    readyLine: /Listening/,
    deadlineMs: 30_000,
  });
}
