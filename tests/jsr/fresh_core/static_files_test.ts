import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { App, staticFiles } from "fresh";
import { asset, assetSrcSet, IS_BROWSER } from "fresh/runtime";
import { buildProject, type Files, serveProject } from "./project.ts";
import { reply, send } from "./support.ts";

/** An app that says where a request ended that no file answered. */
function mainModule(config = "{}"): string {
  return `import { App, staticFiles } from "fresh";
    export const app = new App(${config}).use(staticFiles())
      .all("/*", (ctx) => ctx.text("next " + ctx.url.pathname))
      .get("/", (ctx) => ctx.text("next /"));`;
}

/** A built project with static files, given by their path below the static directory. */
function serveStatic(files: Files, config?: string) {
  const statics = Object.entries(files).map(([path, text]) => [`static/${path}`, text]);
  return serveProject({ "main.ts": mainModule(config), ...Object.fromEntries(statics) });
}

const REVALIDATE = "no-cache, no-store, max-age=0, must-revalidate";
const IMMUTABLE = "public, max-age=31536000, immutable";

Deno.test("static files and the browser's code are served, all else goes on (8.1)", async () => {
  await using site = await serveStatic({ "a.txt": "a", "dir/b.txt": "b", "index.html": "i" });
  assert.equal(await (await site.get("/a.txt")).text(), "a");
  assert.equal(await (await site.get("/dir/b.txt")).text(), "b");
  const runtime = await site.get(`/_fresh/js/${site.builder.config.buildId}/fresh-runtime.js`);
  assert.equal(runtime.headers.get("content-type"), "text/javascript; charset=UTF-8");
  assert.match(await runtime.text(), /export/);
  for (const path of ["/", "/dir", "/dir/", "/c.txt", "/a.txt/b", "/static/a.txt"]) {
    assert.equal(await (await site.get(path)).text(), `next ${path}`);
  }
});

Deno.test("a missing favicon is answered at once (8.1)", async () => {
  await using site = await serveStatic({ "a.txt": "a" });
  const missing = await site.get("/favicon.ico");
  assert.deepEqual([missing.status, await missing.text()], [404, ""]);
  await using other = await serveStatic({ "favicon.ico": "icon" });
  assert.equal(await (await other.get("/favicon.ico")).text(), "icon");
});

Deno.test("without a build every request goes on (1.2.4, 8.1)", async () => {
  const app = new App().use(staticFiles()).get("/a.txt", (ctx) => ctx.text("next"));
  assert.equal(await reply(app, "GET /a.txt"), "200 next");
});

Deno.test("a file is found by its decoded name, whatever the slashes, in this case only (8.2)", async () => {
  await using site = await serveStatic({ "a.txt": "a", "d/é #,%.txt": "odd" });
  for (const path of ["//a.txt", "/a.txt/", "/%61.txt"]) {
    assert.equal(await (await site.get(path)).text(), "a", path);
  }
  assert.equal(await (await site.get("/d//%C3%A9%20%23%2C%25.txt")).text(), "odd");
  assert.equal(await (await site.get("/A.txt")).text(), "next /A.txt");
});

const STRANGE_PATHS = [
  "/%",
  "/%ff",
  "/a.txt%",
  "/a.txt%00",
  "/%00",
  "/..%2fmain.ts",
  "/..%2f..%2fdeno.json",
  "/d%2f..%2f..%2fmain.ts",
  "/..%5cmain.ts",
  "/../main.ts",
  "/%2e%2e/main.ts",
  "/main.ts",
  "/server.js",
  "/snapshot.js",
  "/_fresh/server.js",
  "/.hidden",
  "/.git/config",
  "/a.txt/b",
  `/${"long".repeat(100)}`,
];

Deno.test("I07: malformed names, traversal, dotfiles and server files are no static files (8.2, 7.2.4)", async (t) => {
  await using site = await serveStatic({
    "a.txt": "a",
    "d/b.txt": "b",
    ".hidden": "secret",
    ".git/config": "secret",
  });
  const statics = new App().use(staticFiles()).use((ctx) => ctx.text(`next ${ctx.url.pathname}`));
  await using memory = await buildProject({ "static/a.txt": "a", "main.ts": mainModule() }, {
    app: statics,
  });
  for (const path of STRANGE_PATHS) {
    await t.step(path, async () => {
      for (const response of [await site.get(path), await send(memory.app, `GET ${path}`)]) {
        assert.match(await response.text(), /^next |^Malformed percent-encoding/);
      }
    });
  }
});

Deno.test("below a base path nothing else is served (8.2)", async () => {
  await using site = await serveStatic({ "f.txt": "f" }, '{ basePath: "/base" }');
  assert.equal(await (await site.get("/base/f.txt")).text(), "f");
  for (const path of ["/f.txt", "/abcd/f.txt", "/basef.txt", "/baseball/f.txt"]) {
    assert.equal((await site.get(path)).status, 404, path);
  }
});

Deno.test("a file answers GET and HEAD, and any other method with 405 (8.3)", async () => {
  await using site = await serveStatic({ "a.txt": "text" });
  const [got, head] = [await site.get("/a.txt"), await site.get("/a.txt", { method: "HEAD" })];
  assert.equal(await got.text(), "text");
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  assert.deepEqual([...head.headers], [...got.headers]);
  assert.equal(head.headers.get("content-length"), "4");
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const response = await site.get("/a.txt", { method });
    assert.deepEqual([response.status, await response.text()], [405, "Method Not Allowed"]);
    assert.equal(response.headers.get("allow"), null);
  }
});

Deno.test("a file has its type, its length, an etag of its content and is revalidated (8.4, 8.6)", async () => {
  await using site = await serveStatic({ "ü.txt": "größe" });
  const response = await site.get("/%C3%BC.txt");
  const hash = createHash("sha256").update("größe").digest("hex");
  assert.deepEqual(Object.fromEntries(response.headers), {
    "content-type": "text/plain; charset=UTF-8",
    "content-length": "7",
    vary: "If-None-Match",
    "cache-control": REVALIDATE,
    etag: `W/"${hash}"`,
  });
  assert.equal(await response.text(), "größe");
});

Deno.test("a path marked with another build leads to the path without the mark (8.5)", async () => {
  await using site = await serveStatic({ "a.txt": "a" });
  for (
    const [path, expected] of [
      ["/a.txt?__frsh_c=other", "/a.txt"],
      ["/a.txt?x=1&__frsh_c=other&y=2", "/a.txt?x=1&y=2"],
      ["/a.txt?__frsh_c=", "/a.txt"],
      ["//a.txt?__frsh_c=other", "/a.txt"],
    ] as const
  ) {
    const { status, headers } = await site.get(path);
    assert.deepEqual([status, headers.get("location")], [307, expected]);
  }
});

Deno.test("a path marked with this build, and the browser's code, may be kept for good (8.5, 8.6)", async () => {
  await using site = await serveStatic({ "a.txt": "a" });
  const { buildId } = site.builder.config;
  const paths = [`/a.txt?__frsh_c=${buildId}`, `/_fresh/js/${buildId}/fresh-runtime.js`];
  for (const path of paths) {
    const response = await site.get(path);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("cache-control"), IMMUTABLE);
    assert.match(response.headers.get("etag") ?? "", /^W\/"[^"]+"$/);
    await response.body?.cancel();
  }
});

Deno.test("If-None-Match counts as the whole weak tag or the bare hash only (8.7, 10.10)", async () => {
  await using site = await serveStatic({ "a.txt": "a" });
  const hash = createHash("sha256").update("a").digest("hex");
  for (
    const [value, status] of [
      [`W/"${hash}"`, 304],
      [hash, 304],
      [`"${hash}"`, 200],
      ["*", 200],
      [`W/"${hash}", "x"`, 200],
      ["null", 200],
    ] as const
  ) {
    const response = await site.get("/a.txt", { headers: { "if-none-match": value } });
    assert.equal(response.status, status, value);
    assert.equal(await response.text(), status === 304 ? "" : "a");
    if (status === 304) {
      assert.deepEqual(Object.fromEntries(response.headers), {
        "content-type": "text/plain; charset=UTF-8",
        vary: "If-None-Match",
      });
    }
  }
});

Deno.test("a build in memory serves files from their source, without an etag (7.2.1, 8.4)", async () => {
  const app = new App().use(staticFiles());
  await using site = await buildProject(
    { "static/a.txt": "a", "static/b.css": "p{}" },
    { app },
  );
  const untouched = await send(app, "GET /a.txt", { headers: { "if-none-match": "null" } });
  assert.deepEqual([untouched.status, await untouched.text()], [200, "a"]);
  assert.equal(untouched.headers.get("etag"), null);
  const transformed = await send(app, "GET /b.css");
  assert.equal(await transformed.text(), "p{}");
  assert.match(transformed.headers.get("etag") ?? "", /^W\/"[0-9a-f]{64}"$/);
  const marked = await send(app, `GET /a.txt?__frsh_c=${site.builder.config.buildId}`);
  assert.equal(marked.headers.get("cache-control"), IMMUTABLE);
  await marked.body?.cancel();
});

Deno.test("a file is always sent whole and as it is (8.8)", async () => {
  await using site = await serveStatic({ "a.txt": "abcd" });
  const headers = { range: "bytes=0-1", "accept-encoding": "gzip, br" };
  const response = await site.get("/a.txt", { headers });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-encoding"), null);
  assert.equal(response.headers.get("accept-ranges"), null);
  assert.equal(await response.text(), "abcd");
});

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=UTF-8",
  html: "text/html; charset=UTF-8",
  js: "text/javascript; charset=UTF-8",
  mjs: "text/javascript; charset=UTF-8",
  json: "application/json; charset=UTF-8",
  map: "application/json; charset=UTF-8",
  txt: "text/plain; charset=UTF-8",
  md: "text/markdown; charset=UTF-8",
  csv: "text/csv; charset=UTF-8",
  webmanifest: "application/manifest+json; charset=UTF-8",
  vtt: "text/vtt; charset=UTF-8",
  ics: "text/calendar; charset=UTF-8",
  yaml: "text/yaml; charset=UTF-8",
  svg: "image/svg+xml",
  xml: "application/xml",
  png: "image/png",
  jpg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  ico: "image/vnd.microsoft.icon",
  woff: "font/woff",
  woff2: "font/woff2",
  ttf: "font/ttf",
  otf: "font/otf",
  wasm: "application/wasm",
  pdf: "application/pdf",
  zip: "application/zip",
  mp4: "video/mp4",
  webm: "video/webm",
  ts: "video/mp2t",
  PNG: "image/png",
  ICO: "image/vnd.microsoft.icon",
  unknown: "text/plain",
};

Deno.test("the extension of a file decides on its type (8.9)", async () => {
  const names = [...Object.keys(TYPES).map((extension) => `${extension}/a.${extension}`), "none/a"];
  await using site = await serveStatic(Object.fromEntries(names.map((name) => [name, ""])));
  const types = await Promise.all(names.map(async (name) => {
    const response = await site.get(`/${name}`);
    await response.body?.cancel();
    return [name.split("/")[0], response.headers.get("content-type")] as const;
  }));
  assert.deepEqual(Object.fromEntries(types), { ...TYPES, none: "text/plain" });
});

Deno.test("IS_BROWSER is false on the server (6.1)", () => {
  assert.equal(IS_BROWSER, false);
});

Deno.test("asset() marks root-relative paths with the build, and nothing else (6.2, 10.8)", async () => {
  await using site = await buildProject({});
  const mark = `__frsh_c=${site.builder.config.buildId}`;
  assert.equal(asset("/x"), `/x?${mark}`);
  assert.equal(asset("/x?y=1#h"), `/x?y=1&${mark}#h`);
  assert.equal(asset("/a b"), `/a%20b?${mark}`);
  assert.equal(asset("/"), `/?${mark}`);
  for (
    const path of ["x", "", "./x", "//x", "https://x/y", "data:,x", `/x?${mark}`, "/x?__frsh_c=1"]
  ) {
    assert.equal(asset(path), path);
  }
});

Deno.test("asset() does not add the base path (6.2)", async () => {
  const app = new App({ basePath: "/b" }).get("/", (ctx) => ctx.text(asset("/x")));
  await using site = await buildProject({}, { app });
  assert.equal(await reply(app, "GET /b"), `200 /x?__frsh_c=${site.builder.config.buildId}`);
});

Deno.test("assetSrcSet() marks each candidate of a list that is plain (6.3, 10.8)", async () => {
  await using site = await buildProject({});
  const mark = `__frsh_c=${site.builder.config.buildId}`;
  assert.equal(assetSrcSet("/a 1x, /b 2x"), `/a?${mark} 1x, /b?${mark} 2x`);
  for (const srcset of ["/a 1x,, /b", "/(a) 1x", "https://x/y 1x"]) {
    assert.equal(assetSrcSet(srcset), srcset);
  }
});
