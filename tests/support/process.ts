import { type CommandOptions, RunningProcess } from "./running_process.ts";

export interface StartOptions extends CommandOptions {
  /** The line, on either stream, that says the process is ready. */
  readonly readyLine: RegExp;
}

export interface EndedProcess {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

/**
 * Starts `deno` and waits for its ready line: `await using app = await startProcess({…})`.
 *
 * Throws, with the output so far, when the process ends or its deadline passes before that line. A
 * process to be killed with SIGKILL must be `deno run …`: of `deno task …` that signal would end
 * the task runner alone.
 */
export async function startProcess(options: StartOptions): Promise<RunningProcess> {
  const process = new RunningProcess(options);
  try {
    await process.waitUntilReady(options.readyLine);
    return process;
  } catch (error) {
    await process.stop("SIGKILL");
    throw error;
  }
}

/**
 * Runs `deno` until it ends by itself, for commands and refusals to start. Throws when the deadline
 * passes first.
 */
export async function runToEnd(options: CommandOptions): Promise<EndedProcess> {
  const startedAtMs = performance.now();
  await using process = new RunningProcess(options);
  const { code } = await process.waitForEnd();
  return {
    code,
    stdout: process.stdout.join("\n"),
    stderr: process.stderr.join("\n"),
    elapsedMs: performance.now() - startedAtMs,
  };
}

/** Says whether anybody listens on the port of 127.0.0.1. */
export async function isListening(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}

/** A TCP port of 127.0.0.1 that was free a moment ago, for programs that do not take 0. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
