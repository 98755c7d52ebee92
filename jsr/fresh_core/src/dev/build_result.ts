import type { ResolvedBuildConfig } from "./build_config.ts";
import type { FoundFile } from "./crawl.ts";

/** What a build found and made, before it is written or served. */
export interface BuildResult {
  readonly config: ResolvedBuildConfig;
  readonly routes: readonly FoundFile[];
  /** Island files with the names of their bundles. */
  readonly islands: readonly (FoundFile & { readonly name: string })[];
  /** Bundles and transformed static files, by URL path without its leading slash. */
  readonly generated: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Paths of the static files that transformed ones were made from. */
  readonly replaced: ReadonlySet<string>;
  /** Static files served as they are: absolute path by URL path. */
  readonly untouched: ReadonlyMap<string, string>;
}
