import { isAbsolute, matchesGlob, relative, resolve } from "node:path";
import { markAsset } from "../runtime/asset.ts";
import type { ResolvedBuildConfig } from "./build_config.ts";
import type { FoundFile } from "./crawl.ts";

/** When a transformer runs. */
export interface OnTransformOptions {
  /** For messages to developers. */
  readonly pluginName: string;
  /** Matches the absolute paths to transform. */
  readonly filter: RegExp;
  /** Substrings of the path, globs, or patterns. */
  readonly exclude?: readonly (string | RegExp)[];
}

/** What a transformer receives. */
export interface OnTransformArgs {
  /** Absolute path. */
  readonly path: string;
  /** The content as UTF-8 text. */
  readonly text: string;
  /** The content. */
  readonly content: Uint8Array;
  /** What the build is for. */
  readonly mode: "development" | "production";
  /** Browsers to support. */
  readonly target: string | readonly string[];
  /** The project. */
  readonly root: string;
}

interface OnTransformResult {
  readonly content: string | Uint8Array;
  readonly path?: string;
  readonly map?: string | Uint8Array;
}

/** Changes a static file; returning nothing leaves it as it is. */
export type TransformFn = (
  args: OnTransformArgs,
) => void | OnTransformResult | Promise<void | OnTransformResult>;

/** A transformer with its options. */
export interface Transformer extends OnTransformOptions {
  readonly transform: TransformFn;
}

interface Content {
  /** Absolute path. */
  readonly path: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** Marks the root-relative URLs of stylesheets with the build (contract 7.2.6). */
export function stylesheetAssets(buildId: string): Transformer {
  const urls = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^"'()\s]+))\s*\)/g;
  return {
    pluginName: "fresh-css",
    filter: /\.css$/,
    transform: ({ text }) => ({
      content: text.replaceAll(urls, (_, double, single, bare) => {
        const url = double ?? single?.replaceAll('"', "%22") ?? bare;
        return `url("${markAsset(url, buildId)}")`;
      }),
    }),
  };
}

/**
 * Runs the transformers over a file, in order.
 *
 * @returns the file that takes its place; null when nothing changed it
 * @throws {Error} when an output lies outside of the static directory
 */
export async function transformFile(
  { file }: FoundFile,
  { dir, transformers, config }: {
    readonly dir: string;
    readonly transformers: readonly Transformer[];
    readonly config: ResolvedBuildConfig;
  },
): Promise<Content | null> {
  const { mode, target, root } = config;
  let transformed: Content | null = null;
  for (const transformer of transformers) {
    if (!applies(transformer, transformed?.path ?? file)) continue;
    const current = transformed ?? { path: file, content: await Deno.readFile(file) };
    const text = new TextDecoder().decode(current.content);
    const result = await transformer.transform({ ...current, text, mode, target, root });
    if (result) transformed = toContent({ path: current.path, ...result }, dir);
  }
  return transformed;
}

function applies({ filter, exclude = [] }: Transformer, path: string): boolean {
  const excluded = exclude.some((pattern) =>
    typeof pattern !== "string"
      ? path.search(pattern) !== -1
      : /[*?[{]/.test(pattern)
      ? matchesGlob(path, pattern)
      : path.includes(pattern)
  );
  return path.search(filter) !== -1 && !excluded;
}

function toContent(
  { path, content }: { readonly path: string; readonly content: string | Uint8Array },
  dir: string,
): Content {
  const absolute = resolve(dir, path);
  const below = relative(dir, absolute);
  if (below.startsWith("..") || isAbsolute(below)) {
    throw new Error(`Cannot write the static file "${path}": expected a path below ${dir}`);
  }
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { path: absolute, content: new Uint8Array(bytes) };
}
