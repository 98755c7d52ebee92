import { join } from "node:path";
import { renderScript, type ScriptValues } from "@/lib/scripts/mod.ts";

/** The places of a server that scripts write to, below a directory of the test. */
const PLACES = ["/var/lib/pcm-ops", "/root/$"];

export const RUN_TOKEN = "token-0000000001";

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Run {
  readonly values?: ScriptValues;
  readonly runToken?: string;
}

/** A server made of a directory: runs scripts in a real bash, started as SSM Agent does it. */
export class Host implements AsyncDisposable {
  readonly directory: string;
  readonly #places = [...PLACES];
  #path: string;

  constructor() {
    this.directory = Deno.makeTempDirSync();
    this.#path = `${this.path("bin")}:/usr/local/bin:/usr/bin:/bin`;
  }

  path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }

  /** Puts a program on the server's PATH, before the real ones. */
  async install(name: string, commands: string): Promise<void> {
    await this.write(join("bin", name), `#!/bin/bash\n${commands}\n`);
  }

  async write(path: string, text: string): Promise<void> {
    await Deno.mkdir(join(this.path(path), ".."), { recursive: true });
    await Deno.writeTextFile(this.path(path), text, { mode: 0o700 });
  }

  /** Puts a file where scripts look for it on a server, such as `/etc/os-release`. */
  async place(path: string, text: string): Promise<void> {
    await this.write(path, text);
    this.claim(path);
  }

  /** Lets scripts find a place of the server, such as `/etc/sft`, below the test's directory. */
  claim(path: string): void {
    this.#places.push(path);
  }

  async read(path: string): Promise<string> {
    return await Deno.readTextFile(this.path(path));
  }

  /** Hides the machine's own programs, so that the server has those of the test alone. */
  useOnlyOwnPrograms(): void {
    this.#path = this.path("bin");
  }

  async exists(path: string): Promise<boolean> {
    return await Deno.lstat(this.path(path)).then(() => true, () => false);
  }

  /** Starts a script: `sh -c <file>`, the file as `commands` gave it (aws-facts, 2.5). */
  async start(content: string, run: Run = {}): Promise<Deno.ChildProcess> {
    const { values = {}, runToken = RUN_TOKEN } = run;
    const script = this.#places.reduce(
      (text, place) => text.replaceAll(place, this.path(place)),
      renderScript({ content, platform: "linux" }, { runToken, values }),
    );
    const name = `${crypto.randomUUID()}.sh`;
    await this.write(name, script);
    // The shell that SSM Agent starts; the first line of the file then selects bash.
    return new Deno.Command("/bin/sh", {
      args: ["-c", this.path(name)],
      cwd: this.directory,
      clearEnv: true,
      env: { PATH: this.#path, HOST: this.directory },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async run(content: string, run: Run = {}): Promise<RunResult> {
    return await ended(await this.start(content, run));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}

export async function ended(child: Deno.ChildProcess): Promise<RunResult> {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
