import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type App, applySnapshot } from "./app.ts";
import { type IslandModule, islandRegistry } from "./island_registry.ts";
import type { RouteFile } from "./snapshot.ts";

/** A static file of a disk build. */
export interface DiskFile {
  /** Path relative to the output directory. */
  readonly file: string;
  readonly contentType: string;
  readonly size: number;
  readonly hash: string;
}

/** What `snapshot.js` in the output directory exports. */
export interface DiskBuild {
  readonly buildId: string;
  /** The project's path relative to the output directory. */
  readonly root: string;
  readonly runtime: string;
  readonly islands: readonly IslandModule[];
  readonly routes: readonly RouteFile[];
  readonly staticFiles: Readonly<Record<string, DiskFile>>;
}

/**
 * Makes an application serve a disk build.
 *
 * @param outDir URL of the output directory, with a trailing slash
 */
export function applyDiskBuild<State>(app: App<State>, build: DiskBuild, outDir: string): void {
  const files = new Map(Object.entries(build.staticFiles));
  applySnapshot(app, {
    buildId: build.buildId,
    mode: "production",
    root: resolve(fileURLToPath(outDir), build.root),
    islands: islandRegistry(build.islands),
    runtime: build.runtime,
    routes: build.routes,
    staticFile(path) {
      const file = files.get(path);
      if (!file) return Promise.resolve(null);
      const read = () => Deno.readFile(new URL(file.file, outDir));
      return Promise.resolve({ ...file, read });
    },
  });
}
