import { globSync } from "node:fs";
import { dirname, join } from "node:path/posix";

/** One import, re-export, dynamic import or `import("…")` type. */
export interface Import {
  /** As written; `<computed>` when it is not a plain text. */
  readonly specifier: string;
  /** The path below the repository root for a file of ours, else the specifier itself. */
  readonly target: string;
  /** The imported names; `*` for all at once, none for `import "…"`. */
  readonly names: readonly string[];
}

/** What the architecture test asks of a file. Comments are in none of it. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly Import[];
  /**
   * Identifiers, and members of a plain object: `eval`, `innerHTML`, `Deno.env`,
   * `import.meta.main`.
   */
  readonly words: ReadonlySet<string>;
  readonly strings: readonly string[];
  /** JSX attributes; the name of one given as text ends in `="`. */
  readonly attributes: readonly string[];
}

/** Reads and parses the files below the repository root that the globs name. */
export async function readSources(globs: readonly string[]): Promise<readonly SourceFile[]> {
  const root = new URL("../../", import.meta.url);
  const paths = globSync([...globs], { cwd: root.pathname });
  return await Promise.all(
    paths.map(async (path) => parseSource(path, await Deno.readTextFile(new URL(path, root)))),
  );
}

/**
 * Parses one file with Deno's own parser, which `deno test` offers for the tests of lint plugins.
 *
 * Unlike `deno info --json` it tells names and words, and reads all files without a process for
 * each root.
 */
export function parseSource(path: string, text: string): SourceFile {
  const imports: Import[] = [];
  const words = new Set<string>();
  const strings: string[] = [];
  const attributes: string[] = [];
  const add = (source: Deno.lint.Node, names: readonly string[]) => {
    const specifier = specifierOf(source);
    imports.push({ specifier, target: targetOf(specifier, path), names });
  };

  const visitor: Deno.lint.LintVisitor = {
    ImportDeclaration: ({ source, specifiers }) => add(source, specifiers.map(importedName)),
    ExportAllDeclaration: ({ source }) => add(source, ["*"]),
    ExportNamedDeclaration: ({ source, specifiers }) => {
      if (source) add(source, specifiers.map(({ local }) => nameOf(local)));
    },
    ImportExpression: ({ source }) => add(source, ["*"]),
    TSImportType: ({ argument }) => add(argument, ["*"]),
    Identifier: ({ name }) => words.add(name),
    MemberExpression: ({ object, property }) => {
      if (object.type === "Identifier") words.add(`${object.name}.${nameOf(property)}`);
      if (object.type === "MetaProperty") words.add(`import.meta.${nameOf(property)}`);
    },
    JSXAttribute: ({ name, value }) => {
      attributes.push(nameOf(name) + (value?.type === "Literal" ? '="' : ""));
    },
    Literal: ({ value }) => strings.push(String(value)),
    TemplateElement: ({ cooked }) => strings.push(cooked),
  };
  Deno.lint.runPlugin({ name: "source", rules: { read: { create: () => visitor } } }, path, text);
  return { path, imports, words, strings, attributes };
}

function importedName(specifier: Deno.lint.ImportDeclaration["specifiers"][number]): string {
  if (specifier.type === "ImportSpecifier") return nameOf(specifier.imported);
  return specifier.type === "ImportDefaultSpecifier" ? "default" : "*";
}

function nameOf(node: Deno.lint.Node): string {
  if (node.type === "Literal") return String(node.value);
  return "name" in node && typeof node.name === "string" ? node.name : `<${node.type}>`;
}

function specifierOf(source: Deno.lint.Node): string {
  const literal = source.type === "TSLiteralType" ? source.literal : source;
  return literal.type === "Literal" ? String(literal.value) : "<computed>";
}

function targetOf(specifier: string, from: string): string {
  if (specifier.startsWith("@/")) return join(specifier.slice("@/".length));
  return /^\.\.?\//.test(specifier) ? join(dirname(from), specifier) : specifier;
}
