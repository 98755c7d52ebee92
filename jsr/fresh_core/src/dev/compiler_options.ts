import { dirname, join } from "node:path";

/** Elements that rendering must see one by one (contract 7.1.2). */
const ELEMENTS_TO_SKIP = [
  "a",
  "img",
  "source",
  "body",
  "html",
  "head",
  "title",
  "meta",
  "script",
  "link",
  "style",
  "base",
  "noscript",
  "template",
];

/** The compiler options that matter for a build. */
interface CompilerOptions {
  readonly jsxImportSource: string;
}

interface DenoConfig {
  readonly compilerOptions?: {
    readonly jsx?: string;
    readonly jsxImportSource?: string;
    readonly jsxPrecompileSkipElements?: readonly string[];
  };
}

/**
 * Reads the compiler options of the nearest deno.json that has some, from `root` upwards.
 *
 * @throws {Error} when there is none, or when it does not suit this framework
 */
export async function readCompilerOptions(root: string): Promise<CompilerOptions> {
  const { path, config } = await nearestConfig(root);
  const { jsx, jsxImportSource, jsxPrecompileSkipElements = [] } = config.compilerOptions ?? {};
  if (!jsxImportSource) {
    throw new Error(`Cannot build: compilerOptions.jsxImportSource is not set in ${path}`);
  }
  const missing = ELEMENTS_TO_SKIP.some((name) => !jsxPrecompileSkipElements.includes(name));
  if (jsx === "precompile" && missing) {
    throw new Error(
      `Cannot build: compilerOptions.jsxPrecompileSkipElements in ${path} must contain ` +
        ELEMENTS_TO_SKIP.map((name) => `"${name}"`).join(", "),
    );
  }
  return { jsxImportSource };
}

async function nearestConfig(root: string): Promise<{ path: string; config: DenoConfig }> {
  for (let dir = root;; dir = dirname(dir)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const path = join(dir, name);
      const config = await readConfig(path);
      if (config?.compilerOptions) return { path, config };
    }
    if (dir === dirname(dir)) {
      throw new Error(`Cannot build: no deno.json with compilerOptions at or above "${root}"`);
    }
  }
}

async function readConfig(path: string): Promise<DenoConfig | null> {
  try {
    return parseWithComments(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Comments go, strings stay. */
function parseWithComments(text: string): DenoConfig {
  const withoutComments = text.replaceAll(
    /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, string) => string ?? "",
  );
  return JSON.parse(withoutComments.replaceAll(/,(\s*[}\]])/g, "$1"));
}
