import type { SourceFile } from "./source_file.ts";

const VIEW = /^lib\/[a-z_/]+\/view\.ts$/;
const BASE = /^lib\/base\//;

/** Files that a browser may run, and what each kind of them may import. */
const BROWSER_FILES: readonly (readonly [RegExp, readonly RegExp[]])[] = [
  [
    /^(islands|components)\//,
    [/^preact(\/|$)/, /^@preact\/signals$/, /^fresh\/runtime$/, /^components\//, VIEW],
  ],
  [BASE, [BASE]],
  [VIEW, [VIEW]],
];

/** Says where a file that a browser may run imports what it may not. */
export function browserFaults({ path, imports }: SourceFile): readonly string[] {
  const [, allowed] = BROWSER_FILES.find(([kind]) => kind.test(path)) ?? [];
  if (!allowed) return [];
  const wrong = imports.filter(({ target }) => !allowed.some((pattern) => pattern.test(target)));
  return wrong.map(({ target }) => `${path} imports ${target}: a browser may run it`);
}
