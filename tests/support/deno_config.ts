import { z } from "zod";
import type { SourceFile } from "./source_file.ts";

/** The parts of deno.json that say what the project takes in and what its commands may do. */
const configSchema = z.object({
  imports: z.record(z.string(), z.string()).default({}),
  tasks: z.record(
    z.string(),
    z.union([z.string(), z.object({ command: z.string().default("") })]),
  ).default({}),
});

/** The packages that Deno resolves to the workspace members below jsr/. */
const WORKSPACE_IMPORTS: Readonly<Record<string, string>> = {
  fresh: "jsr:@fresh/core@^2.3.0",
  "@std/http": "jsr:@std/http@^1",
  "@std/crypto": "jsr:@std/crypto@^1",
};

const EXACT_NPM = /^npm:(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+(-[\w.]+)?$/;
const ALL_PERMISSIONS = /^(--allow-all\b|-[a-zA-Z]*A)/;
const PERMISSION = /^(--allow-|--permission-set\b|-[ARWNESIP]\b)/;
const NAMED_PERMISSION = /^--allow-((read|write|env|net|sys)=\S+|sys)$/;

/** Reads a deno.json of the repository, given by its path below the root. */
export async function readConfig(path: string): Promise<z.infer<typeof configSchema>> {
  const text = await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
  return configSchema.parse(JSON.parse(text));
}

/**
 * Says which imports of deno.json are neither our own, nor a workspace member, nor an exact npm
 * version (R17).
 */
export function pinFaults(imports: Readonly<Record<string, string>>): readonly string[] {
  const loose = Object.entries(imports).filter(([name, specifier]) =>
    WORKSPACE_IMPORTS[name] !== specifier && !EXACT_NPM.test(specifier) &&
    !(name === "@/" && specifier === "./")
  );
  return loose.map(([name, specifier]) => `${name} is ${specifier}: expected npm:name@1.2.3`);
}

/**
 * Says where a file imports what deno.json does not name: addresses, inline versions, computed
 * paths (R17).
 */
export function undeclaredFaults(
  { path, imports }: SourceFile,
  declared: readonly string[],
): readonly string[] {
  const unknown = imports.filter(({ specifier, target }) =>
    target.startsWith("../") || !/^(\.\.?\/|@\/|node:)/.test(specifier) &&
      !declared.some((name) => specifier === name || specifier.startsWith(`${name}/`))
  );
  return unknown.map(({ specifier }) => `${path} imports ${specifier}: deno.json does not name it`);
}

/**
 * Says which tasks run the program with all permissions, and where `serve` does not name each it
 * takes (R17).
 */
export function taskFaults(
  tasks: Readonly<Record<string, string | { readonly command: string }>>,
): readonly string[] {
  return Object.entries(tasks).flatMap(([name, task]) => {
    const commands = (typeof task === "string" ? task : task.command).split(/&&|\|\||[;|&]/);
    const words = commands.filter((command) => /\bdeno (run|serve)\b|\bserve\.ts\b/.test(command))
      .flatMap((command) => command.trim().split(/\s+/));
    const wide = words.filter((word) =>
      ALL_PERMISSIONS.test(word) ||
      name === "serve" && PERMISSION.test(word) && !NAMED_PERMISSION.test(word)
    );
    return wide.map((word) => `task ${name} has ${word}`);
  });
}
