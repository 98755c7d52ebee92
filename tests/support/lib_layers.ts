import type { SourceFile } from "./source_file.ts";

/** Which folders of lib/ each folder may import, lowest first: a row names earlier rows alone. */
export const LIB_LAYERS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  observability: ["base"],
  config: ["base"],
  store: ["base", "observability"],
  security: ["base", "observability", "store"],
  audit: ["base", "observability", "store", "security"],
  aws: ["base", "observability"],
  scripts: ["base"],
  qc: ["base"],
  "aws/simulator": ["base", "aws", "scripts", "qc"],
  sessions: ["base", "observability", "store", "security"],
  credentials: ["base", "observability", "store", "security", "audit", "aws", "sessions"],
  changes: ["base", "observability", "store"],
  inventory: ["base", "store", "aws", "credentials", "changes"],
  execution: [
    "base",
    "observability",
    "store",
    "security",
    "audit",
    "aws",
    "credentials",
    "changes",
    "scripts",
  ],
  patching: ["base", "qc", "scripts", "changes", "credentials", "aws", "execution"],
  sft: ["base", "qc", "scripts", "changes", "credentials", "aws", "execution"],
  reports: ["base", "audit", "changes", "execution", "qc", "patching"],
  app: [
    "base",
    "observability",
    "config",
    "store",
    "security",
    "audit",
    "aws",
    "scripts",
    "qc",
    "sessions",
    "credentials",
    "changes",
    "inventory",
    "execution",
    "patching",
    "sft",
    "reports",
  ],
};

/** What not everybody may import, with the paths that may. */
const RESTRICTED: readonly (readonly [RegExp, RegExp])[] = [
  [/^fresh$/, /^(lib\/app\/|routes\/|main\.ts$)/],
  [/^fresh\/dev$/, /^(dev|fresh\.config)\.ts$/],
  [/^fresh\/runtime$/, /^(routes|islands|components)\//],
  [/^@aws-sdk\//, /^lib\/aws\/(?!simulator\/)/],
  [/^(tests\/|dev\.ts$)/, /^tests\//],
];

/**
 * Says where a product file imports a folder of lib/, a file inside one, or something else that is
 * not its to know.
 */
export function layerFaults({ path, imports }: SourceFile): readonly string[] {
  const own = folderOf(path);
  return imports.flatMap(({ target }) => {
    const fault = restrictedFault(target, path) ?? folderFault(target, { path, own });
    return fault ? [`${path} imports ${target}: ${fault}`] : [];
  });
}

/** Says which of the paths lie in lib/ and in no folder of the table. */
export function strayPaths(paths: readonly string[]): readonly string[] {
  return paths.filter((path) =>
    path.startsWith("lib/") && !Object.hasOwn(LIB_LAYERS, folderOf(path) ?? "")
  );
}

function restrictedFault(target: string, path: string): string | undefined {
  const [, users] = RESTRICTED.find(([name]) => name.test(target)) ?? [];
  return users && !users.test(path) ? `only ${users.source} may` : undefined;
}

function folderFault(
  target: string,
  { path, own }: { readonly path: string; readonly own: string | undefined },
): string | undefined {
  const folder = folderOf(target);
  if (folder === undefined || folder === own) return undefined;
  if (!mayImport({ path, own }).includes(folder)) return `${own ?? path} may not use ${folder}`;
  const entrances = [`lib/${folder}/mod.ts`, `lib/${folder}/view.ts`];
  return entrances.includes(target) ? undefined : `the entrances are ${entrances.join(" and ")}`;
}

/** Pages and their parts never read the configuration; nothing but dev.ts knows the simulator. */
function mayImport(
  { path, own }: { readonly path: string; readonly own: string | undefined },
): readonly string[] {
  if (own !== undefined) return LIB_LAYERS[own] ?? [];
  const all = Object.keys(LIB_LAYERS);
  if (path === "dev.ts") return all;
  const hidden = path.includes("/") ? ["aws/simulator", "config"] : ["aws/simulator"];
  return all.filter((folder) => !hidden.includes(folder));
}

/**
 * `lib/aws/simulator/server.ts` → `aws/simulator`, `lib/qc/view.ts` → `qc`, anything outside lib/ →
 * nothing.
 */
function folderOf(path: string): string | undefined {
  return path.match(/^lib\/(aws\/simulator|[^/]+)\//)?.[1];
}
