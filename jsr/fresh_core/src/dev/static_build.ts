import { join, relative } from "node:path";
import type { ResolvedBuildConfig } from "./build_config.ts";
import { filesBelow, type FoundFile } from "./crawl.ts";
import { type Transformer, transformFile } from "./transform.ts";

/** The static files of a project: those a transformer made, and those served as they are. */
export interface StaticBuild {
  /** Content by path below the static directory. */
  readonly transformed: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Paths below the static directory of the files that those were made from. */
  readonly replaced: ReadonlySet<string>;
  /** Absolute path by path below the static directory. */
  readonly untouched: ReadonlyMap<string, string>;
}

/** Runs the transformers over all static files; the first directory that has a file wins. */
export async function buildStatic(
  config: ResolvedBuildConfig,
  transformers: readonly Transformer[],
): Promise<StaticBuild> {
  const transformed = new Map<string, Uint8Array<ArrayBuffer>>();
  const replaced = new Set<string>();
  const untouched = new Map<string, string>();
  for (const dir of config.staticDir) {
    for (const found of (await filesBelow(dir)).filter(isServed)) {
      if ([transformed, replaced, untouched].some((known) => known.has(found.path))) continue;
      const output = await transformFile(found, { dir, transformers, config });
      if (output) {
        replaced.add(found.path);
        transformed.set(relative(dir, output.path).replaceAll("\\", "/"), output.content);
      } else {
        untouched.set(found.path, found.file);
      }
    }
  }
  return { transformed, replaced, untouched };
}

/** What the system says of a path that leads to no file. */
const NO_FILE = ["ENOENT", "ENOTDIR", "ENAMETOOLONG"];

/** Finds a file on disk at the time of a request, as development needs. */
export async function findStatic(
  { staticDir }: ResolvedBuildConfig,
  path: string,
): Promise<{ file: string; size: number } | null> {
  if (!isServed({ path })) return null;
  for (const dir of staticDir) {
    try {
      const file = join(dir, path);
      const { isFile, size } = await Deno.stat(file);
      if (isFile) return { file, size };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && NO_FILE.includes(String(error.code)))) {
        throw error;
      }
    }
  }
  return null;
}

/** Dotfiles are private, but for those that RFC 8615 makes public. */
function isServed({ path }: Pick<FoundFile, "path">): boolean {
  return path.split("/").every((name) => !name.startsWith(".") || name.startsWith(".well-known"));
}
