import type { SourceFile } from "./source_file.ts";

const ENTRY_POINTS = ["main.ts", "dev.ts", "serve.ts"];
const HTML_WORDS = [
  "dangerouslySetInnerHTML",
  "innerHTML",
  "outerHTML",
  "insertAdjacentHTML",
  "eval",
];

/**
 * Says where a file reads the environment or writes on the console, which only the edges of the
 * program may.
 */
export function edgeFaults({ path, words }: SourceFile): readonly string[] {
  if (ENTRY_POINTS.includes(path) || words.has("import.meta.main")) return [];
  const banned = [...words].filter((word) =>
    ["Deno.env", "process.env"].includes(word) && !path.startsWith("lib/config/") ||
    word.startsWith("console.") && !path.startsWith("lib/observability/")
  );
  return banned.map((word) => `${path} uses ${word}`);
}

/**
 * Says where a file could make HTML or code out of text (X03), or a style or handler that the CSP
 * refuses.
 */
export function markupFaults({ path, words, strings, attributes }: SourceFile): readonly string[] {
  const uses = [
    ...HTML_WORDS.filter((word) => words.has(word) || strings.includes(word)),
    ...strings.filter((text) => /javascript:/i.test(text)),
    ...attributes.filter((name) => HTML_WORDS.includes(name) || /^(style\b|on.*=")/.test(name)),
  ];
  return uses.map((use) => `${path} uses ${use}`);
}
