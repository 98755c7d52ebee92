import { type App, applySnapshot } from "../app.ts";
import { listen } from "../listen.ts";
import type { ListenOptions } from "../types.ts";
import {
  buildId,
  type BuildOptions,
  resolveConfig,
  type ResolvedBuildConfig,
} from "./build_config.ts";
import type { BuildResult } from "./build_result.ts";
import { bundle, bundlePath, stopBundler } from "./bundle.ts";
import { readCompilerOptions } from "./compiler_options.ts";
import { findSources, islandNames } from "./crawl.ts";
import { writeDiskBuild } from "./disk_writer.ts";
import { aliveResponse, isAliveRequest } from "./live_reload.ts";
import { memorySnapshot } from "./memory_snapshot.ts";
import { buildStatic } from "./static_build.ts";
import {
  type OnTransformOptions,
  stylesheetAssets,
  type Transformer,
  type TransformFn,
} from "./transform.ts";

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

  /**
   * Serves an application for development; requests wait for the first bundle. When it fails, it
   * says why on the console and in every answer, until the process is started again.
   */
  async listen<State>(
    importApp: () => Promise<App<State> | { app: App<State> }>,
    options: ListenOptions = {},
  ): Promise<void> {
    const imported = await importApp();
    const app = "app" in imported ? imported.app : imported;
    const startedAt = Date.now();
    const build = Promise.withResolvers<ReturnType<App<State>["handler"]>>();
    listen(
      async (req, info) =>
        isAliveRequest(req)
          ? aliveResponse(req, startedAt)
          : await (await build.promise)(req, info),
      { ...options, basePath: app.config.basePath },
    );
    build.resolve(await this.#developmentHandler(app));
  }

  async #developmentHandler<State>(app: App<State>): Promise<ReturnType<App<State>["handler"]>> {
    try {
      const apply = await this.build({ mode: "development", snapshot: "memory" });
      apply(app);
      return app.handler();
    } catch (error) {
      console.error(error);
      const text = `The build failed.\n\n${error instanceof Error ? error.message : error}`;
      return () => Promise.resolve(new Response(text, { status: 500 }));
    }
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
    const [bundles, { transformed, replaced, untouched }] = await Promise.all([
      bundle({ config, jsxImportSource, entryPoints }),
      buildStatic(config, transformers),
    ]);
    const generated = new Map(transformed);
    for (const [name, content] of bundles) {
      generated.set(bundlePath(config, name).slice(1), content);
    }
    return { config, routes, islands, generated, replaced, untouched };
  }
}

function runtimeEntry(mode: ResolvedBuildConfig["mode"]): string {
  const name = mode === "production" ? "client.ts" : "client_dev.ts";
  return decodeURIComponent(new URL(`../runtime/${name}`, import.meta.url).pathname);
}
