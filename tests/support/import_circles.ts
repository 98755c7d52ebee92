import type { SourceFile } from "./source_file.ts";

/** Finds files that import each other in a circle, type imports included: `a.ts → b.ts → a.ts`. */
export function importCircles(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const circles: string[] = [];

  function visit(path: string, trail: readonly string[]): void {
    if (trail.includes(path)) {
      circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    } else if (!done.has(path)) {
      const targets = byPath.get(path)?.imports.map(({ target }) => target) ?? [];
      for (const target of targets) visit(target, [...trail, path]);
      done.add(path);
    }
  }

  for (const path of byPath.keys()) visit(path, []);
  return circles;
}
