import { type App, applySnapshot } from "../app.ts";
import { listen } from "../listen.ts";
import type { ListenOptions } from "../types.ts";
import {
  buildId,
  type BuildOptions,
  resolveConfig,
  type ResolvedBuildConfig,
} from "./build_config.ts";
import { type Bundle, bundle, stopBundler } from "./bundle.ts";
import { readCompilerOptions } from "./compiler_options.ts";
import { findSources, type FoundFile, islandNames } from "./crawl.ts";
import { writeDiskBuild } from "./disk_writer.ts";
import { aliveResponse, isAliveRequest } from "./live_reload.ts";
import { memorySnapshot } from "./memory_snapshot.ts";
import { buildStatic, type StaticBuild } from "./static_build.ts";
import {
  type OnTransformOptions,
  stylesheetAssets,
  type Transformer,
  type TransformFn,
} from "./transform.ts";

/** An island file with the name of its bundle. */
export interface IslandFile extends FoundFile {
  readonly name: string;
}

/** What a build found and made, before it is written or served. */
export interface BuildResult {
  readonly config: ResolvedBuildConfig;
  readonly routes: readonly FoundFile[];
  readonly islands: readonly IslandFile[];
  readonly bundle: Bundle;
  readonly statics: StaticBuild;
}

interface BuildCall {
  readonly mode?: "development" | "production";
  readonly snapshot?: "disk" | "memory";
}

/**
 * Builds an application, or serves it for development.
 *
 * @example
 * ```ts
 * const builder = new Builder();
 * if (Deno.args.includes("build")) await builder.build();
 * else await builder.listen(() => import("./main.ts"));
 * ```
 */
export class Builder {
  /** The settings in force. */
  readonly config: ResolvedBuildConfig;
  readonly #transformers: Transformer[] = [];

  /** Makes a builder; the options say what differs from the defaults. */
  constructor(options: BuildOptions = {}) {
    this.config = resolveConfig(options, buildId((name) => Deno.env.get(name)));
  }

  /** Adds a transformer of static files; those that match a file run in order. */
  onTransformStaticFile(options: OnTransformOptions, transform: TransformFn): void {
    this.#transformers.push({ ...options, transform });
  }

  /**
   * Builds the browser code and the static files.
   *
   * A disk build is served by `server.js` in the output directory; only a build in memory can be
   * applied to an application here.
   *
   * @returns applies a build in memory to an application; call it before `handler()`
   * @throws {Error} when deno.json does not suit the framework, or when a bundle fails
   */
  async build(
    { mode = "production", snapshot = "disk" }: BuildCall = {},
  ): Promise<<State>(app: App<State>) => void> {
    this.config.mode = mode;
    try {
      const result = await this.#run();
      if (snapshot === "disk") {
        await writeDiskBuild(result);
        return () => {};
      }
      const made = await memorySnapshot(result);
      return (app) => applySnapshot(app, made);
    } finally {
      await stopBundler();
    }
  }

  /** Serves an application for development; requests wait for the first bundle. */
  async listen<State>(
    importApp: () => Promise<App<State> | { app: App<State> }>,
    options: ListenOptions = {},
  ): Promise<void> {
    const imported = await importApp();
    const app = "app" in imported ? imported.app : imported;
    const startedAt = Date.now();
    const handler = this.build({ mode: "development", snapshot: "memory" }).then((apply) => {
      apply(app);
      return app.handler();
    });
    await listen(
      async (req, info) =>
        isAliveRequest(req) ? aliveResponse(req, startedAt) : await (await handler)(req, info),
      { ...options, basePath: app.config.basePath },
    );
  }

  async #run(): Promise<BuildResult> {
    const { config } = this;
    const { jsxImportSource } = await readCompilerOptions(config.root);
    const { routes, islands: files } = await findSources(config);
    const names = islandNames(files);
    const islands = files.map((file, index) => ({ ...file, name: names[index] ?? "" }));
    const entryPoints = Object.fromEntries([
      ["fresh-runtime", runtimeEntry(config.mode)],
      ...islands.map(({ name, file }) => [name, file]),
    ]);
    const transformers = [...this.#transformers, stylesheetAssets(config.buildId)];
    const [bundled, statics] = await Promise.all([
      bundle({ config, jsxImportSource, entryPoints }),
      buildStatic(config, transformers),
    ]);
    return { config, routes, islands, bundle: bundled, statics };
  }
}

function runtimeEntry(mode: ResolvedBuildConfig["mode"]): string {
  const name = mode === "production" ? "client.ts" : "client_dev.ts";
  return decodeURIComponent(new URL(`../runtime/${name}`, import.meta.url).pathname);
}
