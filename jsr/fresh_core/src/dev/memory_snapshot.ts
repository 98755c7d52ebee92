import { pathToFileURL } from "node:url";
import { contentType } from "../content_type.ts";
import { fileRoute } from "../file_pattern.ts";
import { islandRegistry } from "../island_registry.ts";
import type { BuildSnapshot, RouteFile, StaticFile } from "../snapshot.ts";
import type { BuildResult } from "./builder.ts";
import type { FoundFile } from "./crawl.ts";
import type { ResolvedBuildConfig } from "./build_config.ts";
import { bundlePath } from "./bundle.ts";
import { contentHash } from "./content_hash.ts";
import { findStatic } from "./static_build.ts";

/** Serves a build from memory, and untouched static files from their source. */
export async function memorySnapshot(result: BuildResult): Promise<BuildSnapshot> {
  const { config, bundle, statics } = result;
  const generated = new Map([
    ...statics.transformed,
    ...[...bundle].map(([name, content]) => [bundlePath(config, name).slice(1), content] as const),
  ]);
  const islands = await Promise.all(result.islands.map(async ({ name, file }) => ({
    name,
    chunk: bundlePath(config, `${name}.js`),
    module: await load(file),
  })));
  return {
    buildId: config.buildId,
    mode: config.mode,
    root: config.root,
    islands: islandRegistry(islands),
    runtime: bundlePath(config, "fresh-runtime.js"),
    routes: await Promise.all(result.routes.map(routeFile)),
    staticFile: async (path) => {
      const content = generated.get(path);
      if (content) return await generatedFile(path, content, config.mode);
      return statics.replaced.has(path) ? null : await sourceFile(config, path);
    },
  };
}

async function load(file: string): Promise<object> {
  return await import(pathToFileURL(file).href);
}

/** True when the module has to be known before the first request. */
export async function isEager({ file, path }: FoundFile): Promise<boolean> {
  return fileRoute(path).special !== null ||
    (await Deno.readTextFile(file)).includes("routeOverride");
}

async function routeFile(found: FoundFile): Promise<RouteFile> {
  const route = { path: found.path, load: () => load(found.file) };
  return await isEager(found) ? { ...route, module: await load(found.file) } : route;
}

async function generatedFile(
  path: string,
  content: Uint8Array<ArrayBuffer>,
  mode: ResolvedBuildConfig["mode"],
): Promise<StaticFile> {
  return {
    contentType: contentType(path),
    size: content.byteLength,
    hash: mode === "production" ? await contentHash(content) : null,
    read: () => Promise.resolve(content),
  };
}

async function sourceFile(config: ResolvedBuildConfig, path: string): Promise<StaticFile | null> {
  const found = await findStatic(config, path);
  return found && {
    contentType: contentType(path),
    size: found.size,
    hash: null,
    read: () => Deno.readFile(found.file),
  };
}
