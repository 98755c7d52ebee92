import { dirname, join, relative } from "node:path";
import { contentType } from "../content_type.ts";
import type { DiskFile } from "../disk_build.ts";
import type { BuildResult } from "./build_result.ts";
import { bundlePath } from "./bundle.ts";
import { contentHash } from "./content_hash.ts";
import { isEager } from "./crawl.ts";

/** Writes what `server.js` needs to serve a build; all paths in it are relative. */
export async function writeDiskBuild(result: BuildResult): Promise<void> {
  const { outDir, serverEntry } = result.config;
  await Deno.mkdir(outDir, { recursive: true });
  await removeIfThere(join(outDir, "static"));
  const files = {
    "snapshot.js": await snapshotModule(result),
    "server.js": serverModule(importPath(outDir, serverEntry)),
    "compiled-entry.js": COMPILED_ENTRY,
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(join(outDir, name), text);
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function importPath(outDir: string, file: string): string {
  const path = relative(outDir, file).replaceAll("\\", "/");
  return JSON.stringify(path.startsWith(".") ? path : `./${path}`);
}

function serverModule(entry: string): string {
  return `import { applyDiskBuild } from "jsr:@fresh/core@^2.3.0/internal";
import { app } from ${entry};
import { build } from "./snapshot.js";

applyDiskBuild(app, build, new URL(".", import.meta.url).href);

export default { fetch: app.handler() };
`;
}

const COMPILED_ENTRY = `import server from "./server.js";

const port = Number(Deno.env.get("PORT") ?? 8000);
const hostname = Deno.env.get("HOSTNAME") ?? "0.0.0.0";
Deno.serve({ port, hostname }, server.fetch);
`;

async function snapshotModule(result: BuildResult): Promise<string> {
  const { config, islands, routes } = result;
  const imports: string[] = [];
  const importAs = (name: string, file: string): string => {
    imports.push(`import * as ${name} from ${importPath(config.outDir, file)};`);
    return name;
  };
  const islandEntries = islands.map(({ name, file }, index) => {
    const chunk = JSON.stringify(bundlePath(config, `${name}.js`));
    const module = importAs(`island${index}`, file);
    return `{ name: ${JSON.stringify(name)}, chunk: ${chunk}, module: ${module} }`;
  });
  const routeEntries = await Promise.all(routes.map(async (route, index) => {
    const load = `load: () => import(${importPath(config.outDir, route.file)})`;
    const module = await isEager(route) ? `, module: ${importAs(`route${index}`, route.file)}` : "";
    return `{ path: ${JSON.stringify(route.path)}, ${load}${module} }`;
  }));
  return `${imports.join("\n")}

export const build = {
  buildId: ${JSON.stringify(config.buildId)},
  root: ${JSON.stringify(relative(config.outDir, config.root).replaceAll("\\", "/"))},
  runtime: ${JSON.stringify(bundlePath(config, "fresh-runtime.js"))},
  islands: [${islandEntries.join(",\n    ")}],
  routes: [${routeEntries.join(",\n    ")}],
  staticFiles: ${JSON.stringify(await staticFiles(result), null, 2)},
};
`;
}

/** Writes generated files, and lists them with the untouched ones, which stay where they are. */
async function staticFiles(
  { config, generated, untouched }: BuildResult,
): Promise<Record<string, DiskFile>> {
  const { outDir } = config;
  const files: Record<string, DiskFile> = {};
  for (const [path, content] of generated) {
    const file = `static/${path}`;
    await Deno.mkdir(dirname(join(outDir, file)), { recursive: true });
    await Deno.writeFile(join(outDir, file), content);
    files[path] = await describe(path, { file, content });
  }
  for (const [path, source] of untouched) {
    const file = relative(outDir, source).replaceAll("\\", "/");
    files[path] = await describe(path, { file, content: await Deno.readFile(source) });
  }
  return files;
}

async function describe(
  path: string,
  { file, content }: { readonly file: string; readonly content: Uint8Array<ArrayBuffer> },
): Promise<DiskFile> {
  return {
    file: file.split("/").map(encodeURIComponent).join("/"),
    contentType: contentType(path),
    size: content.byteLength,
    hash: await contentHash(content),
  };
}
