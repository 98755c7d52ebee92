import * as esbuild from "esbuild";
import type { ResolvedBuildConfig } from "./build_config.ts";

/** A bundled file by its name below the bundle's directory. */
export type Bundle = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** URL path of a bundled file. */
export function bundlePath({ buildId }: ResolvedBuildConfig, name: string): string {
  return `/_fresh/js/${buildId}/${name}`;
}

interface BundleOptions {
  readonly config: ResolvedBuildConfig;
  readonly jsxImportSource: string;
  /** Source files by the name of their bundle. */
  readonly entryPoints: Readonly<Record<string, string>>;
}

/** Bundles browser code: one chunk for each entry point, common code shared. */
export async function bundle(
  { config, jsxImportSource, entryPoints }: BundleOptions,
): Promise<Bundle> {
  const production = config.mode === "production";
  const outdir = `${config.outDir}/bundle`;
  const result = await esbuild.build({
    entryPoints,
    outdir,
    absWorkingDir: config.root,
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    splitting: true,
    minify: production,
    target: [...config.target],
    sourcemap: production ? config.sourceMap?.kind ?? false : "inline",
    ...(config.sourceMap?.sourceRoot && { sourceRoot: config.sourceMap.sourceRoot }),
    sourcesContent: config.sourceMap?.sourcesContent ?? true,
    jsx: "automatic",
    jsxDev: !production,
    jsxImportSource,
    chunkNames: "chunk-[hash]",
    legalComments: "none",
    logLevel: "silent",
    define: {
      FRESH_BUILD_ID: JSON.stringify(config.buildId),
      "process.env.NODE_ENV": JSON.stringify(config.mode),
    },
    plugins: [denoResolution(config.root), publicEnvironment(config.root)],
  });
  return new Map(result.outputFiles.map(({ path, contents }) => [
    path.slice(outdir.length + 1),
    new Uint8Array(contents),
  ]));
}

/** Stops the bundler's process; a later bundle starts it again. */
export async function stopBundler(): Promise<void> {
  await esbuild.stop();
}

/** Resolves what deno.json maps; npm packages stay with the bundler, which prefers browser builds. */
function denoResolution(root: string): esbuild.Plugin {
  return {
    name: "deno-resolution",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, importer, pluginData }) => {
        if (pluginData === "npm" || importer.includes("/node_modules/")) return undefined;
        const url = resolved(path);
        if (url?.startsWith("file:") && !url.includes("/node_modules/")) {
          return { path: decodeURIComponent(new URL(url).pathname) };
        }
        return build.resolve(path, {
          kind: "import-statement",
          resolveDir: root,
          pluginData: "npm",
        });
      });
    },
  };
}

/** Null where Deno cannot resolve it: the bundler's own message is the better one then. */
function resolved(specifier: string): string | null {
  try {
    return import.meta.resolve(specifier);
  } catch {
    return null;
  }
}

const PUBLIC_VARIABLE =
  /Deno\.env\.get\(\s*["'](FRESH_PUBLIC_\w+)["']\s*\)|process\.env\.(FRESH_PUBLIC_\w+)/g;

/** Replaces literal reads of public environment variables by their value at build time. */
function publicEnvironment(root: string): esbuild.Plugin {
  return {
    name: "public-environment",
    setup(build) {
      build.onLoad({ filter: /\.[jt]sx?$/ }, async ({ path }) => {
        if (!path.startsWith(`${root}/`) || path.includes("/node_modules/")) return undefined;
        const source = await Deno.readTextFile(path);
        if (!source.includes("FRESH_PUBLIC_")) return undefined;
        const contents = source.replaceAll(
          PUBLIC_VARIABLE,
          (_, first, second) => JSON.stringify(Deno.env.get(first ?? second)) ?? "undefined",
        );
        return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
      });
    },
  };
}
