/**
 * Projects for the tests of builds: directories of their own, with the repository's settings.
 */
import childProcess from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { mock } from "node:test";
import { pathToFileURL } from "node:url";
import { App } from "fresh";
import { Builder, type BuildOptions } from "fresh/dev";

const REPOSITORY = new URL("../../../", import.meta.url);

/** Texts by path. */
export type Files = Readonly<Record<string, string>>;

/** A directory with a project, which is gone with the scope that holds it. */
export interface Project extends AsyncDisposable {
  /** Absolute path. */
  readonly root: string;
  write(path: string, text: string): Promise<void>;
}

/** Writes a project of these files. */
export async function createProject(files: Files): Promise<Project> {
  const root = await Deno.makeTempDir({ prefix: "fresh-" });
  const write = async (path: string, text: string) => {
    await Deno.mkdir(dirname(join(root, path)), { recursive: true });
    await Deno.writeTextFile(join(root, path), text);
  };
  await Deno.copyFile(new URL("deno.json", REPOSITORY), join(root, "deno.json"));
  await Deno.symlink(new URL("node_modules", REPOSITORY), join(root, "node_modules"));
  for (const [path, text] of Object.entries(files)) await write(path, text);
  return { root, write, [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }) };
}

/** Runs what builds, and waits for the bundler's process to end, which the bundler itself does not. */
export async function building<T>(build: () => Promise<T>): Promise<T> {
  const { spawn } = childProcess;
  const ends: Promise<unknown>[] = [];
  const { mock: spawned } = mock.method(
    childProcess,
    "spawn",
    (...args: Parameters<typeof spawn>) => {
      const child = spawn(...args);
      ends.push(once(child, "exit"));
      return child;
    },
  );
  try {
    return await build();
  } finally {
    spawned.restore();
    for (const { result } of spawned.calls) result?.ref();
    await Promise.all(ends);
  }
}

interface BuildSettings<State> extends Omit<BuildOptions, "root"> {
  /** What the build is for; by default an app with nothing but the file routes. */
  readonly app?: App<State>;
}

/** Writes a project of these files and builds it, in memory, for an app. */
export async function buildProject<State = unknown>(
  files: Files,
  { app = new App<State>().fsRoutes(), ...options }: BuildSettings<State> = {},
) {
  await using stack = new AsyncDisposableStack();
  const project = stack.use(await createProject(files));
  const builder = new Builder({ root: project.root, ...options });
  const apply = await building(() => builder.build({ snapshot: "memory" }));
  apply(app);
  const kept = stack.move();
  return { app, project, builder, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Writes a project, builds it on disk and loads its server into this process. */
export async function serveProject(files: Files, options: Omit<BuildOptions, "root"> = {}) {
  await using stack = new AsyncDisposableStack();
  const project = stack.use(await createProject(files));
  const builder = new Builder({ root: project.root, ...options });
  await building(() => builder.build());
  const server = await loadServer(join(builder.config.outDir, "server.js"));
  const kept = stack.move();
  return { ...server, project, builder, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** What a build's `server.js` exports, with the host `http://localhost` put before paths. */
async function loadServer(path: string) {
  const { default: server } = await import(pathToFileURL(path).href);
  const get = (path: string, init?: RequestInit): Promise<Response> =>
    server.fetch(new Request(`http://localhost${path}`, init));
  return { get };
}
