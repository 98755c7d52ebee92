import { pathToFileURL } from "node:url";
import { contentType } from "../content_type.ts";
import { islandRegistry } from "../island_registry.ts";
import type { BuildSnapshot, RouteFile, StaticFile } from "../snapshot.ts";
import type { ResolvedBuildConfig } from "./build_config.ts";
import type { BuildResult } from "./build_result.ts";
import { bundlePath } from "./bundle.ts";
import { contentHash } from "./content_hash.ts";
import { type FoundFile, isEager } from "./crawl.ts";
import { findStatic } from "./static_build.ts";

/** Serves a build from memory, and untouched static files from their source. */
export async function memorySnapshot(result: BuildResult): Promise<BuildSnapshot> {
  const { config, replaced } = result;
  const generated = await generatedFiles(result);
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
    staticFile: async (path) =>
      generated.get(path) ?? (replaced.has(path) ? null : await sourceFile(config, path)),
  };
}

async function load(file: string): Promise<object> {
  return await import(pathToFileURL(file).href);
}

async function routeFile(found: FoundFile): Promise<RouteFile> {
  const route = { path: found.path, load: () => load(found.file) };
  return await isEager(found) ? { ...route, module: await load(found.file) } : route;
}

async function generatedFiles(
  { config, generated }: BuildResult,
): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  for (const [path, content] of generated) {
    files.set(path, {
      contentType: contentType(path),
      size: content.byteLength,
      hash: config.mode === "production" ? await contentHash(content) : null,
      read: () => Promise.resolve(content),
    });
  }
  return files;
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
