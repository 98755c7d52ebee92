/** What the name of a route file says (contract 3.5.4, 3.5.6). */
export interface FileRoute {
  /** The URL pattern. */
  readonly pattern: string;
  /** The directory as a scope path: parameters as `:name`, groups kept. */
  readonly scope: string;
  /** Name of a special file such as `_layout`; null for a route. */
  readonly special: string | null;
}

const SPECIAL = ["_app", "_layout", "_middleware", "_error", "_500", "_404"];

/**
 * Reads the path of a file below the route directory.
 *
 * @throws {SyntaxError} when brackets in the name do not fit together
 */
export function fileRoute(path: string): FileRoute {
  const names = path.replace(/\.[^./]*$/, "").split("/");
  const file = names.at(-1) ?? "";
  const scope = names.slice(0, -1).map((name) => segmentPattern(name, path));
  const last = file === "index" ? [] : [segmentPattern(file, path)];
  const visible = [...scope, ...last].filter((segment) => !isGroup(segment));
  return {
    pattern: visible.reduce(joinPattern, "") || "/",
    scope: `/${scope.join("/")}`,
    special: SPECIAL.includes(file) ? file : null,
  };
}

function isGroup(segment: string): boolean {
  return segment.startsWith("(") && segment.endsWith(")");
}

function joinPattern(pattern: string, segment: string): string {
  return segment.startsWith("{") ? pattern + segment : `${pattern}/${segment}`;
}

function segmentPattern(name: string, path: string): string {
  if (isGroup(name)) return name;
  const optional = /^\[\[([^\[\]]+)\]\]$/.exec(name);
  if (optional) return `{/:${optional[1]}}?`;
  const rest = /^\[\.\.\.([^\[\]]+)\]$/.exec(name);
  if (rest) return `:${rest[1]}*`;
  if (name.includes("][") || name.includes("[[") || name.includes("]]")) throw invalid(path);
  return name.replaceAll(/\[([^\[\]]+)\]|([^\[\]]+)|[\[\]]/g, (_, param, text) => {
    if (param) return `:${param}`;
    if (text === undefined) throw invalid(path);
    return encodeURI(text);
  });
}

function invalid(path: string): SyntaxError {
  return new SyntaxError(
    `Cannot read the route file name "${path}": expected brackets as in [id], [[id]] or [...path]`,
  );
}

/** Order of names in a directory (contract 3.5.9). */
function rank(name: string, isFile: boolean): number {
  if (isFile && name === "_app") return 0;
  if (isFile && name === "_middleware") return 1;
  if (isFile && name === "_layout") return 2;
  if (isFile && name === "_error") return 4;
  if (isFile && name.startsWith("_")) return 3;
  if (isFile && name === "index") return 5;
  if (name.startsWith("(")) return 7;
  if (name.startsWith("[...")) return 9;
  return name.includes("[") ? 8 : 6;
}

/** Compares two paths below the route directory by the order of registration. */
export function compareFiles(left: string, right: string): number {
  const [a, b] = [left, right].map((path) => path.replace(/\.[^./]*$/, "").split("/"));
  if (!a || !b) return 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x = "", y = ""] = [a[i], b[i]];
    const [xIsFile, yIsFile] = [i === a.length - 1, i === b.length - 1];
    const byRank = rank(x, xIsFile) - rank(y, yIsFile);
    if (byRank !== 0) return byRank;
    if (x !== y) return x < y ? -1 : 1;
    if (xIsFile !== yIsFile) return xIsFile ? 1 : -1;
  }
  return 0;
}
