import { basename, join } from "node:path";
import { fileRoute } from "../file_pattern.ts";
import type { ResolvedBuildConfig } from "./build_config.ts";

/** A file below a directory. */
export interface FoundFile {
  /** Absolute path. */
  readonly file: string;
  /** Path below the directory, with forward slashes. */
  readonly path: string;
}

const SOURCE = /\.[jt]sx?$/;

/** All files below a directory, by name, following links; none when the directory is missing. */
export async function filesBelow(dir: string, below = ""): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const name of await namesIn(join(dir, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    const file = join(dir, path);
    const { isDirectory } = await Deno.stat(file);
    found.push(...isDirectory ? await filesBelow(dir, path) : [{ file, path }]);
  }
  return found;
}

/** In the same order on every machine, so that equal projects give equal builds. */
async function namesIn(dir: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(dir), ({ name }) => name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Route files, and island files: those of the island directory and of `(_islands)` directories. */
export async function findSources(
  { routeDir, islandDir, ignore }: ResolvedBuildConfig,
): Promise<{ routes: FoundFile[]; islands: FoundFile[] }> {
  const isSource = ({ path }: FoundFile) =>
    SOURCE.test(path) && !ignore.some((pattern) => pattern.test(path));
  const belowRoutes = (await filesBelow(routeDir)).filter(isSource);
  const islandFiles = (await filesBelow(islandDir)).filter(isSource);
  return {
    routes: belowRoutes.filter(({ path }) => !/(^|\/)\(_[^/]*\)\//.test(path)),
    islands: [
      ...islandFiles,
      ...belowRoutes.filter(({ path }) => /(^|\/)\(_islands\)\//.test(path)),
    ],
  };
}

/** A name for each island file, unique where files share theirs. */
export function islandNames(files: readonly FoundFile[]): string[] {
  const used = new Set<string>();
  return files.map(({ file }) => {
    const name = basename(file).replace(/\.[^.]*$/, "").replaceAll(/[^\w$]/g, "_");
    let unique = name;
    for (let count = 2; used.has(unique); count++) unique = `${name}_${count}`;
    used.add(unique);
    return unique;
  });
}

/** True when the module has to be known before the first request. */
export async function isEager({ file, path }: FoundFile): Promise<boolean> {
  return fileRoute(path).special !== null ||
    (await Deno.readTextFile(file)).includes("routeOverride");
}
