import { cp } from "node:fs/promises";
import { join } from "node:path";
import { newSecretKey } from "@/lib/config/mod.ts";
import { runToEnd, startProcess } from "./process.ts";
import type { RunningProcess } from "./running_process.ts";

const REPOSITORY = new URL("../../", import.meta.url).pathname;

/** What the tasks that run the program read. */
const PROGRAM = [
  "deno.json",
  "deno.lock",
  "fresh.config.ts",
  "main.ts",
  "serve.ts",
  "dev.ts",
  "components",
  "islands",
  "jsr",
  "lib",
  "routes",
  "static",
];

const DEADLINE_MS = 30_000;

/** A copy of the program, whose build and data are its own; gone with the scope that holds it. */
export interface Checkout extends AsyncDisposable {
  /** Absolute path. */
  readonly root: string;
  /** Runs `deno task` with the permissions of deno.json, to its end. */
  task(name: string, env?: Readonly<Record<string, string>>): ReturnType<typeof runToEnd>;
  /** Starts `deno task` and waits for the line that says it is ready. */
  start(name: string, env: Readonly<Record<string, string>>): Promise<RunningProcess>;
}

/** Copies the program, and builds it unless told otherwise. */
export async function createCheckout({ built = true } = {}): Promise<Checkout> {
  const root = await Deno.makeTempDir({ prefix: "pcm-ops-" });
  await Promise.all(
    PROGRAM.map((path) => cp(join(REPOSITORY, path), join(root, path), { recursive: true })),
  );
  await Deno.symlink(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
  const options = (name: string, env: Readonly<Record<string, string>>) => (
    { args: ["task", "--quiet", name], env, cwd: root, deadlineMs: DEADLINE_MS }
  );
  const checkout: Checkout = {
    root,
    task: (name, env = {}) => runToEnd(options(name, env)),
    start: (name, env) => startProcess({ ...options(name, env), readyLine: /\bready\b/ }),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
  if (built) await build(checkout);
  return checkout;
}

async function build(checkout: Checkout): Promise<void> {
  const { code, stderr } = await checkout.task("build");
  if (code !== 0) throw new Error(`Cannot build: ${stderr}`);
}

/** The least a production server needs, on a port of this machine. */
export function productionEnv(port: number) {
  return {
    SECRET_KEY: newSecretKey(),
    HOST: "127.0.0.1",
    PORT: String(port),
    PUBLIC_ORIGIN: `http://127.0.0.1:${port}`,
    ALLOWED_AWS_ACCOUNTS: "*",
  };
}
