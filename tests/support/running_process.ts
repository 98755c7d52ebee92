import { LineLog } from "./line_log.ts";

export interface CommandOptions {
  /** Arguments of `deno`, such as `["run", "--allow-net", "main.ts"]`. */
  readonly args: readonly string[];
  /** The whole environment, beside what Deno itself needs. */
  readonly env: Readonly<Record<string, string>>;
  /** Default: the directory of the tests' own process. */
  readonly cwd?: string;
  /** The longest that one wait, for a line or for the end, may take. */
  readonly deadlineMs: number;
}

/**
 * How long a process may take to end after a signal: longer than a drain, shorter than patience.
 */
const STOP_DEADLINE_MS = 15_000;

/** A `deno` process that runs beside the test and ends with the scope that holds it. */
export class RunningProcess implements AsyncDisposable {
  /** Settles when the process has ended and all of its output is read. */
  readonly status: Promise<Deno.CommandStatus>;
  readonly #child: Deno.ChildProcess;
  readonly #deadlineMs: number;
  readonly #log = new LineLog();
  #ended = false;
  #url: string | undefined;

  constructor(options: CommandOptions) {
    this.#child = denoCommand(options).spawn();
    this.#deadlineMs = options.deadlineMs;
    this.status = this.#follow();
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Whether it has ended. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  get stdout(): readonly string[] {
    return this.#log.lines("stdout");
  }

  get stderr(): readonly string[] {
    return this.#log.lines("stderr");
  }

  /** The first URL of the ready line. Throws when the process printed none there. */
  get url(): string {
    if (this.#url === undefined) throw new Error("Cannot tell the URL: no ready line held one");
    return this.#url;
  }

  /** Waits for the line that says the process is ready, and keeps its first URL. */
  async waitUntilReady(readyLine: RegExp): Promise<void> {
    const { input } = await this.waitForLine(readyLine);
    this.#url = input?.match(/https?:\/\/[^\s()"]+/)?.[0];
  }

  /**
   * Returns the match of the first line of either stream, past or future, that fits the pattern.
   */
  async waitForLine(pattern: RegExp): Promise<RegExpMatchArray> {
    const match = await this.#inTime(this.#log.find(pattern), { goal: `print ${pattern}` });
    if (match) return match;
    throw new Error(`Cannot find ${pattern}: the process ended first${this.#transcript()}`);
  }

  /** Waits for the end that the process comes to by itself. */
  async waitForEnd(): Promise<Deno.CommandStatus> {
    return await this.#inTime(this.status, { goal: "end" });
  }

  /**
   * Sends the signal and waits for the end. A process that ignores it is killed, which is an error.
   */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<Deno.CommandStatus> {
    this.#kill(signal);
    const goal = `end on ${signal}`;
    return await this.#inTime(this.status, { goal, deadlineMs: STOP_DEADLINE_MS });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #follow(): Promise<Deno.CommandStatus> {
    const status = this.#child.status.finally(() => this.#ended = true);
    await Promise.all([
      this.#log.collect("stdout", this.#child.stdout),
      this.#log.collect("stderr", this.#child.stderr),
    ]);
    this.#log.end();
    return await status;
  }

  async #inTime<T>(
    work: Promise<T>,
    { goal, deadlineMs = this.#deadlineMs }: { goal: string; deadlineMs?: number },
  ): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.#kill("SIGKILL");
      late.reject(new Error(`Process did not ${goal} in ${deadlineMs} ms${this.#transcript()}`));
    }, deadlineMs);
    try {
      return await Promise.race([work, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #kill(signal: Deno.Signal): void {
    if (!this.#ended) this.#child.kill(signal);
  }

  #transcript(): string {
    return `; its output was:\n${this.#log.lines().join("\n")}`;
  }
}

function denoCommand({ args, env, cwd = Deno.cwd() }: CommandOptions): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [...args],
    clearEnv: true,
    env: { ...inheritedEnvironment(), NO_COLOR: "1", ...env },
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** What Deno needs itself, and how it reaches the package registry of a closed network. */
export const INHERITED: readonly string[] = [
  "PATH",
  "HOME",
  "DENO_DIR",
  "NPM_CONFIG_REGISTRY",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "DENO_CERT",
  "DENO_TLS_CA_STORE",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
];

function inheritedEnvironment(): Record<string, string> {
  return Object.fromEntries(INHERITED.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
