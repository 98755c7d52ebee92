import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { App, staticFiles } from "fresh";
import { Builder, type TransformFn } from "fresh/dev";
import { startProcess } from "../../support/process.ts";
import { building, buildProject, createProject, type Files, serveProject } from "./project.ts";
import { reply, send } from "./support.ts";

/** A server entry with static files and file routes. */
const MAIN = `import { App, staticFiles } from "fresh";
  export const app = new App().use(staticFiles())
    .get("/config", (ctx) => ctx.json(ctx.config)).fsRoutes();`;

const COUNTER = `import { useSignal } from "@preact/signals";
  /** A comment that no browser needs. */
  export function Counter({ start }) {
    const aNameThatIsLong = useSignal(start);
    return <button onClick={() => aNameThatIsLong.value++}>{aNameThatIsLong}</button>;
  }`;

const PAGE = `import { asset } from "fresh/runtime";
  import { Counter } from "../islands/Counter.tsx";
  export default () => <p title={asset("/a.txt")}><Counter start={1} /></p>;`;

/** A small project with something of each kind. */
const SITE: Files = {
  "main.ts": MAIN,
  "islands/Counter.tsx": COUNTER,
  "routes/index.tsx": PAGE,
  "static/a.txt": "text",
  "static/b.css": "p { background: url(/a.png) }",
};

/** Sets environment variables until the result is disposed of; undefined unsets one. */
function withEnv(variables: Readonly<Record<string, string | undefined>>): Disposable {
  const set = (values: readonly (readonly [string, string | undefined])[]) => {
    for (const [name, value] of values) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  };
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  set(Object.entries(variables));
  return { [Symbol.dispose]: () => set(before) };
}

/** Names of the files below a directory, sorted. */
async function filesBelow(dir: string): Promise<string[]> {
  const names = await Array.fromAsync(
    Deno.readDir(dir),
    async ({ name, isDirectory }) =>
      isDirectory ? (await filesBelow(join(dir, name))).map((below) => `${name}/${below}`) : [name],
  );
  return names.flat().toSorted();
}

/** The text of an island's bundle in a build in memory. */
async function bundleOf(
  island: string,
  { files = {}, mode }: { files?: Files; mode?: "development" | "production" } = {},
): Promise<string> {
  await using project = await createProject({ "islands/Island.tsx": island, ...files });
  const builder = new Builder({ root: project.root });
  const apply = await building(() => builder.build({ snapshot: "memory", ...(mode && { mode }) }));
  const app = new App().use(staticFiles());
  apply(app);
  const response = await send(app, `GET /_fresh/js/${builder.config.buildId}/Island.js`);
  assert.equal(response.status, 200);
  return await response.text();
}

Deno.test("a builder has a configuration with defaults (7.1.1)", () => {
  const { config } = new Builder();
  const root = Deno.cwd();
  assert.equal(config.root, root);
  assert.equal(config.serverEntry, join(root, "main.ts"));
  assert.equal(config.outDir, join(root, "_fresh"));
  assert.deepEqual(config.staticDir, [join(root, "static")]);
  assert.equal(config.islandDir, join(root, "islands"));
  assert.equal(config.routeDir, join(root, "routes"));
  assert.deepEqual(config.target, ["chrome99", "firefox99", "safari15"]);
  assert.ok(config.ignore.some((pattern) => pattern.test("a_test.ts")));
});

Deno.test("paths may be relative to the root, absolute, or file URLs (7.1.1)", () => {
  const { config } = new Builder({
    root: "/project",
    serverEntry: "src/app.ts",
    outDir: "/elsewhere/out",
    staticDir: ["public", "/shared/static", "file:///url/static"],
    islandDir: "file:///url/islands%20here",
    routeDir: "./pages",
  });
  assert.equal(config.root, "/project");
  assert.equal(config.serverEntry, "/project/src/app.ts");
  assert.equal(config.outDir, "/elsewhere/out");
  assert.deepEqual(config.staticDir, ["/project/public", "/shared/static", "/url/static"]);
  assert.equal(config.islandDir, "/url/islands here");
  assert.equal(config.routeDir, "/project/pages");
});

Deno.test("a project without any directory builds (7.1.1)", async () => {
  await using site = await buildProject({});
  assert.equal(await reply(site.app, "GET /"), "404 Not Found");
});

Deno.test("of several static directories the first that has a file serves it (7.1.1)", async () => {
  const files = {
    "main.ts": MAIN,
    "one/a.txt": "one",
    "two/a.txt": "two",
    "two/b.txt": "two",
    "one/c.css": "one{}",
    "two/c.css": "two{}",
  };
  const options = { staticDir: ["one", "two"] };
  const app = new App().use(staticFiles());
  await using _memory = await buildProject(files, { app, ...options });
  await using disk = await serveProject(files, options);
  for (
    const [path, text] of [["/a.txt", "one"], ["/b.txt", "two"], ["/c.css", "one{}"]] as const
  ) {
    assert.equal(await reply(app, `GET ${path}`), `200 ${text}`);
    assert.equal(await (await disk.get(path)).text(), text);
  }
});

Deno.test("the build takes its id from the deployment or the commit, else by chance (6.4)", () => {
  const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");
  const none = { DENO_DEPLOYMENT_ID: undefined, GITHUB_SHA: undefined, CI_COMMIT_SHA: undefined };
  const idWith = (variables: Record<string, string>) => {
    using _env = withEnv({ ...none, ...variables });
    return new Builder().config.buildId;
  };
  const all = { DENO_DEPLOYMENT_ID: "a", GITHUB_SHA: "b", CI_COMMIT_SHA: "c" };
  assert.equal(idWith(all), sha1("a"));
  assert.equal(idWith({ GITHUB_SHA: "b", CI_COMMIT_SHA: "c" }), sha1("b"));
  assert.equal(idWith({ CI_COMMIT_SHA: "c" }), sha1("c"));
  assert.match(idWith({}), /^[0-9a-f]{40}$/);
  assert.notEqual(idWith({}), idWith({}));
});

/** Builds in a directory of the project that holds these files. */
async function buildIn(dir: string, files: Files): Promise<void> {
  await using project = await createProject(files);
  const builder = new Builder({ root: join(project.root, dir) });
  await building(() => builder.build({ snapshot: "memory" }));
}

Deno.test("a build without compiler options anywhere is refused (7.1.2)", async () => {
  await assert.rejects(buildIn("", { "deno.json": "{}" }), /deno\.json/);
});

Deno.test("a build without jsxImportSource is refused (7.1.2)", async () => {
  for (const name of ["deno.json", "deno.jsonc"]) {
    const text = '{ "compilerOptions": { "jsx": "react-jsx" } }';
    await assert.rejects(buildIn("dir", { [`dir/${name}`]: text }), (error: Error) => {
      assert.match(error.message, /jsxImportSource/);
      assert.ok(error.message.includes(join("dir", name)), error.message);
      return true;
    });
  }
});

Deno.test("precompiled JSX must leave the elements that rendering has to see (7.1.2)", async () => {
  const elements = ["a", "img", "source", "body", "html", "head", "title", "meta", "script"];
  elements.push("link", "style", "base", "noscript", "template");
  const settings = (jsxPrecompileSkipElements?: string[]) => ({
    "deno.json": JSON.stringify({
      compilerOptions: { jsx: "precompile", jsxImportSource: "preact", jsxPrecompileSkipElements },
    }),
  });
  await buildIn("", settings([...elements, "p"]));
  for (const skipped of [undefined, [], elements.slice(1)]) {
    await assert.rejects(buildIn("", settings(skipped)), (error: Error) => {
      assert.match(error.message, /jsxPrecompileSkipElements/);
      for (const name of elements) assert.match(error.message, new RegExp(`\\b${name}\\b`));
      return true;
    });
  }
});

Deno.test("other JSX modes are not checked, and comments are no trouble (7.1.2)", async () => {
  await buildIn("dir", {
    "deno.json": "{}",
    "dir/deno.jsonc": `{
      // the mode /* is
      "compilerOptions": { /* "jsx": "precompile", */ "jsx": "react-jsx",
        "jsxImportSource": "preact", },
      "homepage": "https://example.com/*no comment*/",
    }`,
  });
});

Deno.test("the nearest settings with compiler options count (7.1.2)", async () => {
  await buildIn("a/b", { "a/b/deno.json": '{ "imports": {} }', "a/deno.jsonc": "{}" });
});

Deno.test("a build in memory writes nothing (7.2.1)", async () => {
  await using site = await buildProject(SITE);
  const files = await filesBelow(site.project.root);
  assert.deepEqual(
    files.filter((name) => !name.startsWith("node_modules")),
    [...Object.keys(SITE), "deno.json"].toSorted(),
  );
});

Deno.test("a build tells the app its mode and its root (1.2.1, 7.2.1)", async () => {
  await using project = await createProject({});
  for (const mode of ["development", "production"] as const) {
    const builder = new Builder({ root: project.root });
    const apply = await building(() => builder.build({ mode, snapshot: "memory" }));
    const app = new App();
    apply(app);
    assert.deepEqual([app.config.mode, app.config.root], [mode, project.root]);
  }
});

Deno.test("a build on disk writes a server, a snapshot, an entry and static files (7.2.2, 7.2.3)", async () => {
  await using site = await serveProject(SITE);
  const { outDir, buildId } = site.builder.config;
  const files = (await filesBelow(outDir)).map((name) => name.replace(buildId, "<id>"));
  assert.deepEqual(files.map((name) => name.replace(/chunk-\w+/, "chunk-<hash>")), [
    "compiled-entry.js",
    "server.js",
    "snapshot.js",
    "static/_fresh/js/<id>/Counter.js",
    ...files.filter((name) => name.includes("/chunk-")).map(() =>
      "static/_fresh/js/<id>/chunk-<hash>.js"
    ),
    "static/_fresh/js/<id>/fresh-runtime.js",
    "static/b.css",
  ]);
});

Deno.test("no file of a build names the place where it was built (7.2.2, 7.2.3)", async () => {
  await using site = await serveProject(SITE);
  const { outDir } = site.builder.config;
  for (const name of await filesBelow(outDir)) {
    const text = await Deno.readTextFile(join(outDir, name));
    assert.equal(text.includes(site.project.root), false, name);
  }
});

Deno.test("a second build clears the static files and leaves others alone (7.2.2)", async () => {
  await using project = await createProject({
    ...SITE,
    "_fresh/static/old.txt": "old",
    "_fresh/static/_fresh/js/old/old.js": "old",
    "_fresh/kept.txt": "kept",
    "_fresh/server.js": "overwritten",
  });
  const builder = new Builder({ root: project.root });
  await building(() => builder.build());
  const files = await filesBelow(builder.config.outDir);
  assert.ok(files.includes("kept.txt"));
  assert.equal(files.some((name) => name.includes("old")), false);
  assert.notEqual(await Deno.readTextFile(join(builder.config.outDir, "server.js")), "overwritten");
});

Deno.test("a build works from the directories it is told (7.1.1, 7.2.2)", async () => {
  await using site = await serveProject({
    "src/app.ts": MAIN,
    "src/parts/Counter.tsx": COUNTER,
    "src/pages/index.tsx": PAGE.replace("../islands", "../parts"),
    "public/a.txt": "text",
    "public/b.css": "p{}",
  }, {
    serverEntry: "src/app.ts",
    islandDir: "src/parts",
    routeDir: "src/pages",
    staticDir: "public",
    outDir: "build/out",
  });
  const { root, mode } = await (await site.get("/config")).json();
  assert.deepEqual([root, mode], [site.project.root, "production"]);
  assert.match(await (await site.get("/")).text(), /<button *>1<\/button>.*Counter\.js/s);
  assert.equal(await (await site.get("/a.txt")).text(), "text");
  assert.equal(await (await site.get("/b.css")).text(), "p{}");
});

/** The settings by which a program outside of the repository finds the packages. */
const SETTINGS = ["--config", new URL("../../../deno.json", import.meta.url).pathname, "--no-lock"];

/** A built project, moved away from where it was built. */
async function createMovedSite() {
  const files = Object.entries(SITE).map(([path, text]) => [`built/${path}`, text]);
  const project = await createProject(Object.fromEntries(files));
  const root = join(project.root, "built");
  await building(() => new Builder({ root }).build());
  const moved = join(project.root, "moved", "to here");
  await Deno.mkdir(join(project.root, "moved"));
  await Deno.rename(root, moved);
  return { moved, [Symbol.asyncDispose]: () => project[Symbol.asyncDispose]() };
}

/** Asserts that the site's pages, its code and its files come from this address. */
async function assertServes({ moved }: { moved: string }, origin: string): Promise<void> {
  const textOf = async (path: string) => {
    const response = await fetch(new URL(path, origin));
    assert.equal(response.status, 200, path);
    return await response.text();
  };
  assert.equal(JSON.parse(await textOf("/config")).root, moved);
  const html = await textOf("/");
  assert.match(html, /<button *>1<\/button>/);
  const scripts = Array.from(html.matchAll(/from"([^"]+)"/g), ([, path = ""]) => path);
  assert.equal(scripts.length, 2);
  for (const path of scripts) assert.match(await textOf(path), /export/);
  assert.equal(await textOf(/title="([^"]+)"/.exec(html)?.[1] ?? ""), "text");
  assert.match(await textOf("/b.css"), /url\("\/a\.png\?__frsh_c=[0-9a-f]{40}"\)/);
}

Deno.test("server.js serves with deno serve, from any place, reading its files only (7.2.2)", async () => {
  await using site = await createMovedSite();
  await using server = await startProcess({
    args: [
      ...["serve", ...SETTINGS, "--no-prompt", `--allow-read=${site.moved}`],
      ...["--host", "127.0.0.1", "--port", "0", join(site.moved, "_fresh", "server.js")],
    ],
    env: {},
    cwd: "/",
    readyLine: /Listening on/,
    deadlineMs: 20_000,
  });
  await assertServes(site, server.url);
});

Deno.test("compiled-entry.js serves on PORT of HOSTNAME (7.2.2)", async () => {
  await using site = await createMovedSite();
  await using server = await startProcess({
    args: [
      ...["run", ...SETTINGS, "--no-prompt", `--allow-read=${site.moved}`],
      ...["--allow-env=PORT,HOSTNAME", "--allow-net=127.0.0.1"],
      join(site.moved, "_fresh", "compiled-entry.js"),
    ],
    env: { HOSTNAME: "127.0.0.1", PORT: "0" },
    cwd: "/",
    readyLine: /Listening on/,
    deadlineMs: 20_000,
  });
  await assertServes(site, server.url);
});

/** Loads a bundle of a build on disk as a browser would. */
async function loadBundle({ outDir, buildId }: Builder["config"], name: string) {
  const path = join(outDir, "static/_fresh/js", buildId, `${name}.js`);
  return await import(pathToFileURL(path).href);
}

Deno.test("each island file has a bundle with its exports, whatever its name (5.2, 7.2.3)", async () => {
  const island = (name: string) => `export default () => "${name}";`;
  await using site = await serveProject({
    "main.ts": MAIN,
    "islands/Map.tsx": island("Map") + "export const named = () => new Map().size;",
    "islands/Data.tsx": island("Data"),
    "islands/more/Data.tsx": island("more/Data"),
    "islands/Data_2.tsx": island("Data_2"),
    "islands/with-dash.and.dots.tsx": island("with-dash"),
    "islands/404.jsx": island("404"),
    "islands/await.ts": island("await"),
    "islands/fresh-runtime.js": island("fresh-runtime"),
    "islands/Data_test.tsx": island("test"),
    "routes/a/(_islands)/Local.tsx": island("Local"),
  });
  const { config } = site.builder;
  const files = await filesBelow(join(config.outDir, "static/_fresh/js", config.buildId));
  const found: string[] = [];
  for (const file of files.filter((name) => !name.startsWith("chunk-"))) {
    const module = await loadBundle(config, file.slice(0, -".js".length));
    if ("default" in module) found.push(module.default());
    if ("named" in module) assert.equal(module.named(), 0);
  }
  assert.deepEqual(found.toSorted(), [
    ...["404", "Data", "Data_2", "Local", "Map", "await", "fresh-runtime", "more/Data"],
    "with-dash",
  ]);
  assert.equal(typeof (await loadBundle(config, "fresh-runtime")).boot, "function");
});

Deno.test("islands beside their routes are islands, in memory and on disk (3.5.5, 5.1)", async () => {
  const files = {
    "main.ts": MAIN,
    "routes/with space/[id]/(_islands)/Counter.tsx": COUNTER,
    "routes/with space/[id]/index.tsx": PAGE.replace("../islands", "./(_islands)"),
  };
  await using memory = await buildProject(files);
  await using disk = await serveProject(files);
  const path = "/with%20space/1";
  for (const response of [await send(memory.app, `GET ${path}`), await disk.get(path)]) {
    assert.match(await response.text(), /<button *>1<\/button>.*import\{Counter as/s);
  }
});

Deno.test("islands share the code that they have in common, once (5.2)", async () => {
  const island = `import { state } from "../lib/state.ts"; export const read = () => state;`;
  await using site = await serveProject({
    "main.ts": MAIN,
    "islands/One.ts": island,
    "islands/Two.ts": island,
    "lib/state.ts": "export const state = {};",
  });
  const { config } = site.builder;
  const [one, two] = [await loadBundle(config, "One"), await loadBundle(config, "Two")];
  assert.equal(one.read(), two.read());
});

Deno.test("in the browser asset() gives what it gives on the server (6.1, 6.2)", async () => {
  const island = `import { asset, IS_BROWSER } from "fresh/runtime";
    export default () => [asset("/x?y#z"), IS_BROWSER];`;
  await using site = await serveProject({ "main.ts": MAIN, "islands/Island.tsx": island });
  const { config } = site.builder;
  Reflect.set(globalThis, "document", {});
  try {
    const { default: run } = await loadBundle(config, "Island");
    assert.deepEqual(run(), [`/x?y&__frsh_c=${config.buildId}#z`, true]);
  } finally {
    Reflect.deleteProperty(globalThis, "document");
  }
});

Deno.test("bundles are small in production and readable in development (5.14, 7.3.3)", async () => {
  const production = await bundleOf(COUNTER);
  assert.doesNotMatch(production, /aNameThatIsLong|A comment|sourceMappingURL|\n./);
  const development = await bundleOf(COUNTER, { mode: "development" });
  assert.match(development, /aNameThatIsLong/);
  assert.match(development, /\/\/# sourceMappingURL=data:/);
});

Deno.test("NODE_ENV is replaced by the mode (5.14)", async () => {
  const island = `export default () => process.env.NODE_ENV === "production" ? "fast" : "safe";`;
  const production = await bundleOf(island);
  assert.ok(production.includes("fast") && !/safe|process/.test(production), production);
  assert.doesNotMatch(await bundleOf(island, { mode: "development" }), /process/);
});

Deno.test("islands may import JSON, other files and npm packages (5.14)", async () => {
  const text = await bundleOf(
    `import data from "./data.json" with { type: "json" };
    import { local } from "../lib/local.ts";
    import { useState } from "preact/hooks";
    import { h } from "preact";
    export default () => h("p", null, data.key, local, useState(1)[0]);`,
    {
      files: {
        "islands/data.json": '{ "key": "from JSON" }',
        "lib/local.ts": 'export const local: string = "from a file";',
      },
    },
  );
  assert.match(text, /from JSON/);
  assert.match(text, /from a file/);
});

Deno.test("public variables are replaced by their value at build time, private ones are not (5.14)", async () => {
  using _env = withEnv({
    FRESH_PUBLIC_ONE: 'one"</script>',
    FRESH_PUBLIC_TWO: "two",
    FRESH_PUBLIC_NONE: undefined,
    PRIVATE_ONE: "secret",
  });
  const text = await bundleOf(
    `import { local } from "./local.ts";
    export default () => [
      local,
      Deno.env.get("FRESH_PUBLIC_ONE"),
      process.env.FRESH_PUBLIC_TWO,
      Deno.env.get('FRESH_PUBLIC_NONE') ?? "nothing",
      Deno.env.get("PRIVATE_ONE"),
      process.env.PRIVATE_ONE,
    ];`,
    { files: { "islands/local.ts": 'export const local = process.env.FRESH_PUBLIC_TWO + "!";' } },
  );
  assert.match(text, /one\\?"/);
  assert.match(text, /two/);
  assert.match(text, /nothing/);
  assert.doesNotMatch(text, /FRESH_PUBLIC|secret/);
  assert.match(text, /Deno\.env\.get\("PRIVATE_ONE"\)/);
  assert.match(text, /process\.env\.PRIVATE_ONE/);
});

Deno.test("a bundle that cannot be built fails with the name of the file (7.2.1)", async () => {
  await assert.rejects(bundleOf("export default () => <p>;"), /Island\.tsx/);
  await assert.rejects(bundleOf('import "./missing.ts";'), /missing\.ts/);
});

Deno.test("source maps are made when asked for (7.1.1)", async () => {
  await using site = await serveProject({ ...SITE }, { sourceMap: { kind: "linked" } });
  const path = `/_fresh/js/${site.builder.config.buildId}/Counter.js`;
  assert.match(await (await site.get(path)).text(), /\/\/# sourceMappingURL=Counter\.js\.map/);
  const map = await (await site.get(`${path}.map`)).json();
  assert.ok(map.sources.some((source: string) => source.endsWith("islands/Counter.tsx")));
});

Deno.test("untouched static files stay where they are, and the list is fixed (7.2.4)", async () => {
  await using site = await serveProject({ ...SITE, "static/.well-known/security.txt": "known" });
  const built = await filesBelow(join(site.builder.config.outDir, "static"));
  assert.equal(built.includes("a.txt"), false);
  assert.equal(await (await site.get("/a.txt")).text(), "text");
  assert.equal(await (await site.get("/.well-known/security.txt")).text(), "known");
  await site.project.write("static/later.txt", "later");
  assert.equal((await site.get("/later.txt")).status, 404);
});

Deno.test("dotfiles are no static files, below any directory (7.2.4)", async () => {
  const hidden = [".env", ".well", "dir/.git/config", "dir/.hidden.css", ".dir/a.txt"];
  const files = Object.fromEntries(hidden.map((path) => [`static/${path}`, "p{}"]));
  const app = new App().use(staticFiles());
  await using _memory = await buildProject(files, { app });
  await using disk = await serveProject({ "main.ts": MAIN, ...files });
  for (const path of hidden) {
    assert.equal((await send(app, `GET /${path}`)).status, 404, path);
    assert.equal((await disk.get(`/${path}`)).status, 404, path);
  }
});

Deno.test("safer: a project below a dot-directory has its static files (7.2.4)", async () => {
  await using project = await createProject({ ".dir/main.ts": MAIN, ".dir/static/a.txt": "a" });
  const builder = new Builder({ root: join(project.root, ".dir") });
  const apply = await building(() => builder.build({ snapshot: "memory" }));
  const app = new App().use(staticFiles());
  apply(app);
  assert.equal(await reply(app, "GET /a.txt"), "200 a");
});

Deno.test("linked files and directories are static files (7.2.4)", async () => {
  await using project = await createProject({
    "main.ts": MAIN,
    "other/a.txt": "a",
    "other/dir/b.css": "b{}",
    "static/c.txt": "c",
  });
  await Deno.symlink(join(project.root, "other/a.txt"), join(project.root, "static/a.txt"));
  await Deno.symlink(join(project.root, "other/dir"), join(project.root, "static/dir"));
  const builder = new Builder({ root: project.root });
  const apply = await building(() => builder.build({ snapshot: "memory" }));
  const app = new App().use(staticFiles());
  apply(app);
  assert.equal(await reply(app, "GET /a.txt"), "200 a");
  assert.equal(await reply(app, "GET /dir/b.css"), "200 b{}");
});

interface Transformer {
  readonly filter: RegExp;
  readonly exclude?: (string | RegExp)[];
  readonly transform: TransformFn;
}

/** Builds static files on disk with transformers; gives what a path is answered with. */
async function transformed(statics: Files, ...transformers: readonly Transformer[]) {
  await using stack = new AsyncDisposableStack();
  const files = Object.entries(statics).map(([path, text]) => [`static/${path}`, text]);
  const project = stack.use(await createProject(Object.fromEntries(files)));
  const builder = new Builder({ root: project.root });
  for (const { transform, ...options } of transformers) {
    builder.onTransformStaticFile({ pluginName: "test", ...options }, transform);
  }
  const apply = await building(() => builder.build({ snapshot: "memory" }));
  const app = new App().use(staticFiles());
  apply(app);
  const kept = stack.move();
  const textOf = async (path: string) => {
    const response = await send(app, `GET ${path}`);
    const text = await response.text();
    return response.status === 200 ? text : response.status;
  };
  return { textOf, builder, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

Deno.test("a transformer gets the file, the mode, the targets and the root (7.2.5)", async () => {
  const seen: Parameters<TransformFn>[0][] = [];
  await using site = await transformed({ "dir/a.txt": "ä", "b.md": "b" }, {
    filter: /\.txt$/,
    transform: (args) => {
      seen.push(args);
    },
  });
  const { root, target } = site.builder.config;
  assert.equal(seen.length, 1);
  const { path, text, content, ...rest } = seen[0] ?? assert.fail();
  assert.equal(path, join(root, "static/dir/a.txt"));
  assert.equal(text, "ä");
  assert.deepEqual(new Uint8Array(content), new TextEncoder().encode("ä"));
  assert.deepEqual(rest, { mode: "production", target, root });
  assert.equal(await site.textOf("/dir/a.txt"), "ä");
});

Deno.test("a transformer replaces a file's content, with text or bytes, now or later (7.2.5)", async () => {
  await using site = await transformed({ "a.one": "a", "a.two": "a" }, {
    filter: /\.one$/,
    transform: ({ text }) => ({ content: `${text} changed` }),
  }, {
    filter: /\.two$/,
    transform: async ({ content }) => await Promise.resolve({ content: content.slice(0, 0) }),
  });
  assert.equal(await site.textOf("/a.one"), "a changed");
  assert.equal(await site.textOf("/a.two"), "");
});

Deno.test("a transformer may rename a file (7.2.5)", async () => {
  await using site = await transformed({ "dir/a.txt": "a" }, {
    filter: /\.txt$/,
    transform: ({ path, text }) => ({ content: text, path: path.replace("a.txt", "b.txt") }),
  });
  assert.equal(await site.textOf("/dir/b.txt"), "a");
  assert.equal(await site.textOf("/dir/a.txt"), 404);
});

Deno.test("transformers run in order, each on the result of the one before (7.2.5)", async () => {
  const append = (suffix: string): Transformer => ({
    filter: /\.txt$/,
    transform: ({ text }) => ({ content: text + suffix }),
  });
  await using site = await transformed(
    { "a.txt": "a" },
    append("1"),
    { filter: /\.txt$/, transform: () => {} },
    append("2"),
  );
  assert.equal(await site.textOf("/a.txt"), "a12");
});

Deno.test("a transformer leaves out what it excludes (7.2.5)", async () => {
  const files = { "a.txt": "a", "vendor/b.txt": "b", "c.min.txt": "c", "deep/er/d.txt": "d" };
  await using site = await transformed(files, {
    filter: /\.txt$/,
    exclude: ["/vendor/", "**/*.min.txt", /deep.er/],
    transform: () => ({ content: "changed" }),
  });
  assert.equal(await site.textOf("/a.txt"), "changed");
  assert.equal(await site.textOf("/vendor/b.txt"), "b");
  assert.equal(await site.textOf("/c.min.txt"), "c");
  assert.equal(await site.textOf("/deep/er/d.txt"), "d");
});

Deno.test("I07: a transformer cannot write outside of the static directory (7.2.5)", async () => {
  for (const path of ["../main.ts", "/elsewhere/a.txt", "dir/../../a.txt"]) {
    const transform: TransformFn = () => ({ content: "", path });
    const result = transformed({ "a.txt": "a" }, { filter: /\.txt$/, transform });
    await assert.rejects(result, /static/, path);
  }
});

const URLS: readonly (readonly [css: string, expected: string])[] = [
  ["url(/a.png)", 'url("/a.png?MARK")'],
  ["url('/b.png')", 'url("/b.png?MARK")'],
  ['url("/c.png?x#y")', 'url("/c.png?x&MARK#y")'],
  ["url( /d.png )", 'url("/d.png?MARK")'],
  ["url(e.png)", 'url("e.png")'],
  ["url('../f.png')", 'url("../f.png")'],
  ["url(//host/g.png)", 'url("//host/g.png")'],
  ["url(https://host/h.png)", 'url("https://host/h.png")'],
  ["url(data:image/png;base64,AA==)", 'url("data:image/png;base64,AA==")'],
  [
    `url("data:image/svg+xml,%3csvg d='M0(1)' xmlns='http://www.w3.org/2000/svg'/%3e")`,
    `url("data:image/svg+xml,%3csvg d='M0(1)' xmlns='http://www.w3.org/2000/svg'/%3e")`,
  ],
  [`url('i"j.png')`, 'url("i%22j.png")'],
  ["url(#filter)", 'url("#filter")'],
];

Deno.test("the URLs of stylesheets are quoted, and marked if root-relative (7.2.6)", async () => {
  const css = URLS.map(([url]) => `p { background: ${url} no-repeat }`).join("\n");
  await using site = await transformed({ "a.css": css, "b.txt": css });
  const mark = `__frsh_c=${site.builder.config.buildId}`;
  const text = await site.textOf("/a.css");
  assert.equal(
    text,
    URLS.map(([, url]) => `p { background: ${url.replace("MARK", mark)} no-repeat }`).join("\n"),
  );
  assert.equal(await site.textOf("/b.txt"), css);
});

Deno.test("the URLs of stylesheets are marked after the user's transformers (7.2.6)", async () => {
  await using site = await transformed({ "a.css": "p{}", "b.txt": "" }, {
    filter: /\.css$/,
    transform: ({ text }) => ({ content: `${text}i{background:url(/x)}` }),
  }, {
    filter: /b\.txt$/,
    transform: ({ path }) => ({
      content: "b{background:url(/y)}",
      path: path.replace("txt", "css"),
    }),
  });
  const mark = `__frsh_c=${site.builder.config.buildId}`;
  assert.equal(await site.textOf("/a.css"), `p{}i{background:url("/x?${mark}")}`);
  assert.equal(await site.textOf("/b.css"), `b{background:url("/y?${mark}")}`);
});

Deno.test("a transformer may give back the bytes it got, whatever they are (7.2.5)", async () => {
  const bytes = Uint8Array.of(0xff, 0xfe, 0, 0x80);
  await using project = await createProject({ "static/a.txt": "a" });
  await Deno.writeFile(join(project.root, "static/a.bin"), bytes);
  const builder = new Builder({ root: project.root });
  const options = { pluginName: "test", filter: /\.bin$/ };
  builder.onTransformStaticFile(options, ({ content }) => ({ content }));
  const apply = await building(() => builder.build({ snapshot: "memory" }));
  const app = new App().use(staticFiles());
  apply(app);
  assert.deepEqual(await (await send(app, "GET /a.bin")).bytes(), bytes);
});
