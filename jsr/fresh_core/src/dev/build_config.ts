import { createHash } from "node:crypto";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Settings of a build; paths are absolute, relative to `root`, or file URLs. */
export interface BuildOptions {
  /** The project; the current directory when absent. */
  readonly root?: string;
  /** The module that exports `app`; `main.ts` when absent. */
  readonly serverEntry?: string;
  /** Where a disk build goes; `_fresh` when absent. */
  readonly outDir?: string;
  /** One or more directories; the first that has a file serves it. */
  readonly staticDir?: string | readonly string[];
  /** `islands` when absent. */
  readonly islandDir?: string;
  /** `routes` when absent. */
  readonly routeDir?: string;
  /** Files that are neither routes nor islands. */
  readonly ignore?: readonly RegExp[];
  /** Browsers that the bundles must run in. */
  readonly target?: string | readonly string[];
  /** Source maps of a production build; none when absent. */
  readonly sourceMap?: {
    readonly kind: "linked" | "inline" | "external" | "both" | boolean;
    readonly sourceRoot?: string;
    readonly sourcesContent?: boolean;
  };
}

/** The settings in force, with absolute paths. */
export interface ResolvedBuildConfig {
  /** The project. */
  readonly root: string;
  /** The module that exports `app`. */
  readonly serverEntry: string;
  /** Where a disk build goes. */
  readonly outDir: string;
  /** Directories of static files, the first with a file serves it. */
  readonly staticDir: readonly string[];
  /** Directory of island files. */
  readonly islandDir: string;
  /** Directory of route files. */
  readonly routeDir: string;
  /** Files that are neither routes nor islands. */
  readonly ignore: readonly RegExp[];
  /** Browsers that the bundles must run in. */
  readonly target: readonly string[];
  /** Source maps of a production build. */
  readonly sourceMap: BuildOptions["sourceMap"];
  /** Identifies the build; 40 hex digits. */
  readonly buildId: string;
  /** Set by the call that builds. */
  mode: "development" | "production";
}

const TEST_FILE = /[._]test\.(?:[mc]?[jt]s|[jt]sx)$/;

/** Fills in what a caller left out (contract 7.1.1). */
export function resolveConfig(options: BuildOptions, buildId: string): ResolvedBuildConfig {
  const root = toPath(Deno.cwd(), options.root ?? ".");
  const staticDirs = options.staticDir ?? "static";
  return {
    root,
    serverEntry: toPath(root, options.serverEntry ?? "main.ts"),
    outDir: toPath(root, options.outDir ?? "_fresh"),
    staticDir: list(staticDirs).map((dir) => toPath(root, dir)),
    islandDir: toPath(root, options.islandDir ?? "islands"),
    routeDir: toPath(root, options.routeDir ?? "routes"),
    ignore: options.ignore ?? [TEST_FILE],
    target: list(options.target ?? ["chrome99", "firefox99", "safari15"]),
    sourceMap: options.sourceMap,
    buildId,
    mode: "production",
  };
}

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function toPath(root: string, path: string): string {
  if (path.startsWith("file:")) return fileURLToPath(path);
  return isAbsolute(path) ? path : resolve(root, path);
}

/**
 * Identifies a build: SHA-1 in hex of the deployment or commit that CI names, else of a random id.
 *
 * @param env reads an environment variable
 */
export function buildId(env: (name: string) => string | undefined): string {
  const source = ["DENO_DEPLOYMENT_ID", "GITHUB_SHA", "CI_COMMIT_SHA"].map(env)
    .find((value) => value) ?? crypto.randomUUID();
  return createHash("sha1").update(source).digest("hex");
}
