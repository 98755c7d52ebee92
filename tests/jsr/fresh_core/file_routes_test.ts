import assert from "node:assert/strict";
import { mock } from "node:test";
import { App, type Context } from "fresh";
import { buildProject, type Files } from "./project.ts";
import { bodyOf, captureErrors, reply, send } from "./support.ts";

/** A route file whose handler answers every method with a text. */
function text(content: string): string {
  return `export const handler = (ctx) => ctx.text(${JSON.stringify(content)});`;
}

/** A route file whose page is this. */
function component(jsx: string): string {
  return `export default ({ Component, error, data }) => ${jsx};`;
}

/** A layout or wrapper: an element of this name around what it holds. */
function around(name: string): string {
  return component(`<${name}><Component /></${name}>`);
}

/** The body of a middleware that adds its name to the header `x-trace`. */
function marking(name: string): string {
  return `async (ctx) => {
    const response = await ctx.next();
    response.headers.set("x-trace", "${name} " + (response.headers.get("x-trace") ?? ""));
    return response;
  }`;
}

function traceOf(response: Response): string {
  return (response.headers.get("x-trace") ?? "").trim();
}

/** An app with route files, given by their path below the route directory. */
function serveRoutes<State>(routes: Files, app?: App<State>) {
  const files = Object.entries(routes).map(([path, content]) => [`routes/${path}`, content]);
  return buildProject<State>(Object.fromEntries(files), app && { app });
}

Deno.test("a file with a handler object answers the methods it lacks with 404 (3.2.7, 3.5.2, 10.5)", async () => {
  const handler = `export const handler = {
    GET: (ctx) => ctx.text("got"),
    POST: (ctx) => ctx.text("posted"),
  };`;
  await using site = await serveRoutes({
    "bare.ts": handler,
    "page.tsx": handler + component("<p />"),
  });
  for (const path of ["/bare", "/page"]) {
    assert.equal(await reply(site.app, `GET ${path}`), "200 got");
    assert.equal(await reply(site.app, `POST ${path}`), "200 posted");
    assert.equal(await reply(site.app, `HEAD ${path}`), "200 ");
    for (const method of ["PUT", "DELETE", "OPTIONS"]) {
      assert.equal(await reply(site.app, `${method} ${path}`), "404 Not Found");
    }
  }
});

Deno.test("a file with a component alone renders it for every method (3.5.2, 10.5)", async () => {
  await using site = await serveRoutes({ "index.tsx": component("<p>a</p>") });
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    const response = await send(site.app, `${method} /`);
    assert.equal(response.status, 200);
    assert.equal(await bodyOf(response), "<p>a</p>");
  }
});

Deno.test("a file with a handler function answers every method (3.5.2)", async () => {
  await using site = await serveRoutes({ "index.ts": text("any") });
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    assert.equal(await reply(site.app, `${method} /`), "200 any");
  }
});

Deno.test("a handler gives its component data, status and headers (3.5.3)", async () => {
  await using site = await serveRoutes({
    "index.tsx": `import { page } from "fresh";
      export const handler = { GET: () => page("a", { status: 201, headers: { "x-a": "b" } }) };
      ${component("<p>{data}</p>")}`,
  });
  const response = await send(site.app, "GET /");
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("x-a"), "b");
  assert.equal(await bodyOf(response), "<p>a</p>");
});

Deno.test("files are imported on their first request, special and overriding ones at start (3.5.2)", async () => {
  const loaded: string[] = [];
  const loads = (name: string) => `dispatchEvent(new CustomEvent("load", { detail: "${name}" }));`;
  const note = (event: Event) => loaded.push((event as CustomEvent<string>).detail);
  addEventListener("load", note);
  try {
    await using site = await serveRoutes({
      "_middleware.ts": `${loads("middleware")} export default ${marking("m")};`,
      "_error.tsx": loads("error") + component("<p />"),
      "lazy.ts": loads("lazy") + text("a"),
      "other.ts": loads("other") + text("b"),
      "eager.ts": `${loads("eager")} export const config = { routeOverride: "/e" };${text("c")}`,
    });
    site.app.handler();
    assert.deepEqual(loaded.toSorted(), ["eager", "error", "middleware"]);
    await reply(site.app, "GET /lazy");
    await reply(site.app, "GET /lazy");
    assert.deepEqual(loaded.toSorted(), ["eager", "error", "lazy", "middleware"]);
  } finally {
    removeEventListener("load", note);
  }
});

Deno.test("routeOverride replaces the pattern, below the base path, and answers 405 (3.4.1, 3.5.2)", async () => {
  await using site = await serveRoutes(
    {
      "named.ts": `export const config = { routeOverride: "/other/:id(\\\\d+)" };
        export const handler = { GET: (ctx) => ctx.text(ctx.params.id) };`,
    },
    new App({ basePath: "/b" }).fsRoutes(),
  );
  assert.equal(await reply(site.app, "GET /b/other/12"), "200 12");
  assert.equal(await reply(site.app, "GET /b/other/x"), "404 Not Found");
  assert.equal(await reply(site.app, "GET /b/named"), "404 Not Found");
  assert.equal(await reply(site.app, "PUT /b/other/12"), "405 Method Not Allowed");
  const options = await send(site.app, "OPTIONS /b/other/12");
  assert.deepEqual([options.status, options.headers.get("allow")], [204, "GET"]);
});

Deno.test("a page may do without the wrapper and the layouts (3.4.1)", async () => {
  const pageWith = (config: string) => `export const config = { ${config} };${component("<p />")}`;
  await using site = await serveRoutes({
    "_app.tsx": around("main"),
    "_layout.tsx": around("div"),
    "full.tsx": component("<p />"),
    "unwrapped.tsx": pageWith("skipAppWrapper: true"),
    "flat.tsx": pageWith("skipInheritedLayouts: true"),
    "bare.tsx": pageWith("skipAppWrapper: true, skipInheritedLayouts: true"),
    "methods.tsx": pageWith('methods: ["GET"], csp: true'),
  });
  const pageOf = async (line: string) => await bodyOf(await send(site.app, line));
  assert.equal(await pageOf("GET /full"), "<main><div><p></p></div></main>");
  assert.equal(await pageOf("GET /unwrapped"), "<div><p></p></div>");
  assert.equal(await pageOf("GET /flat"), "<main><p></p></main>");
  assert.equal(await pageOf("GET /bare"), "<p></p>");
  assert.equal(await pageOf("POST /methods"), "<main><div><p></p></div></main>");
});

Deno.test("a layout may do without the wrapper and the outer layouts (3.4.1)", async () => {
  const layoutWith = (config: string) => `export const config = { ${config} };${around("i")}`;
  await using site = await serveRoutes({
    "_app.tsx": around("main"),
    "_layout.tsx": around("div"),
    "unwrapped/_layout.tsx": layoutWith("skipAppWrapper: true"),
    "unwrapped/index.tsx": component("<p />"),
    "flat/_layout.tsx": layoutWith("skipInheritedLayouts: true"),
    "flat/below/_layout.tsx": around("b"),
    "flat/below/index.tsx": component("<p />"),
  });
  const pageOf = async (line: string) => await bodyOf(await send(site.app, line));
  assert.equal(await pageOf("GET /unwrapped"), "<div><i><p></p></i></div>");
  assert.equal(await pageOf("GET /flat/below"), "<main><i><b><p></p></b></i></main>");
});

Deno.test("tsx, jsx, ts and js files are routes, tests and other files are not (3.5.1)", async () => {
  await using site = await serveRoutes({
    "a.tsx": component("<p />"),
    "b.jsx": component("<p />"),
    "c.ts": text("c"),
    "d/e/f.js": text("f"),
    "a_test.tsx": component("<p />"),
    "b.test.ts": text("test"),
    "c.md": "# c",
    "d.css": "p{}",
    "e.json": "{}",
  });
  for (const path of ["/a", "/b", "/c", "/d/e/f"]) {
    assert.equal((await send(site.app, `GET ${path}`)).status, 200, path);
  }
  for (const path of ["/a_test", "/b.test", "/c.md", "/d.css", "/d", "/e", "/e.json"]) {
    assert.equal((await send(site.app, `GET ${path}`)).status, 404, path);
  }
});

Deno.test("ignore replaces the rule for the files that are no routes (3.5.1)", async () => {
  const files = {
    "routes/a_test.ts": text("test"),
    "routes/a.draft.ts": text("draft"),
    "routes/b.ts": text("b"),
  };
  await using site = await buildProject(files, { ignore: [/draft/] });
  assert.equal(await reply(site.app, "GET /a_test"), "200 test");
  assert.equal(await reply(site.app, "GET /b"), "200 b");
  assert.equal(await reply(site.app, "GET /a.draft"), "404 Not Found");
});

Deno.test("handlers and handler mean the same, and handlers wins (3.5.3)", async () => {
  await using site = await serveRoutes({
    "handlers.ts": 'export const handlers = { GET: (ctx) => ctx.text("handlers") };',
    "both.ts": `${text("handler")}
      export const handlers = { GET: (ctx) => ctx.text("handlers") };`,
  });
  assert.equal(await reply(site.app, "GET /handlers"), "200 handlers");
  assert.equal(await reply(site.app, "GET /both"), "200 handlers");
});

Deno.test("the stylesheets that a file names are linked in the head (3.5.3)", async () => {
  await using site = await serveRoutes({
    "index.tsx": `export const css = ["/a.css", "/b.css"];${component("<p />")}`,
  });
  const head = (await (await send(site.app, "GET /")).text()).split("</head>")[0];
  const links = Array.from(head?.matchAll(/<link rel="stylesheet" href="(.*?)"/g) ?? []);
  assert.deepEqual(links.map(([, href]) => href), ["/a.css", "/b.css"]);
});

Deno.test("a file that exports nothing to answer with makes its request fail (3.5.3)", async () => {
  using errors = captureErrors();
  await using site = await serveRoutes({ "empty.ts": "export const other = 1;" });
  assert.equal(await reply(site.app, "GET /empty"), "500 Internal server error");
  assert.ok(errors.count() > 0);
});

Deno.test("a special file that exports nothing to use makes handler() throw (3.5.3)", async () => {
  for (const name of ["_app.tsx", "_layout.tsx", "a/_error.tsx", "_404.tsx"]) {
    await using site = await serveRoutes({ [name]: "export const other = 1;" });
    assert.throws(() => site.app.handler(), new RegExp(name), name);
  }
});

Deno.test("a handler with two parameters, and an array of handlers, are errors (3.5.3)", async () => {
  using _errors = captureErrors();
  await using site = await serveRoutes({
    "function.ts": "export const handler = (req, ctx) => new Response();",
    "object.ts": "export const handler = { GET: (req, ctx) => new Response() };",
    "array.ts": "export const handler = [(ctx) => new Response()];",
  });
  for (const path of ["/function", "/object", "/array"]) {
    assert.equal(await reply(site.app, `GET ${path}`), "500 Internal server error");
  }
});

const NAMES: readonly (readonly [file: string, url: string, params: Record<string, string>])[] = [
  ["index.ts", "/", {}],
  ["a.ts", "/a", {}],
  ["b/index.ts", "/b", {}],
  ["file.name.ts", "/file.name", {}],
  ["p/[id].ts", "/p/1", { id: "1" }],
  ["p/[id]/edit.ts", "/p/1/edit", { id: "1" }],
  ["pair/[a]-[b].ts", "/pair/1-2", { a: "1", b: "2" }],
  ["data/[x].json.ts", "/data/1.json", { x: "1" }],
  ["optional/[[x]].ts", "/optional", { x: "" }],
  ["optional/[[x]].ts", "/optional/1", { x: "1" }],
  ["rest/[...path].ts", "/rest", { path: "" }],
  ["rest/[...path].ts", "/rest/1/2", { path: "1/2" }],
  ["with space.ts", "/with%20space", {}],
  ["größe.ts", "/gr%C3%B6%C3%9Fe", {}],
  ["größe/[x].ts", "/gr%C3%B6%C3%9Fe/1", { x: "1" }],
  ["_other.ts", "/_other", {}],
  ["(group)/grouped.ts", "/grouped", {}],
  ["(group)/[x]/deep.ts", "/1/deep", { x: "1" }],
];

Deno.test("the name of a file gives its URL (3.5.4, 3.5.5, 3.5.6)", async (t) => {
  const file = "export const handler = (ctx) => ctx.json({ ...ctx.params, file: FILE });";
  await using site = await serveRoutes(Object.fromEntries(
    NAMES.map(([name]) => [name, file.replace("FILE", JSON.stringify(name))]),
  ));
  for (const [name, url, params] of NAMES) {
    await t.step(`${name} answers ${url}`, async () => {
      const response = await send(site.app, `GET ${url}`);
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), { ...params, file: name });
    });
  }
});

Deno.test("names whose brackets do not fit are errors, at build or start (3.5.4)", async () => {
  for (const name of ["[a][b].ts", "a].ts", "[a]].ts", "x[[a]].ts", "[[a]]-[[b]].ts"]) {
    const start = async () => {
      await using site = await serveRoutes({ [`dir/${name}`]: text("a") });
      site.app.handler();
    };
    await assert.rejects(start, SyntaxError, name);
  }
});

Deno.test("a group is a scope of its own and no part of the URL (3.5.5)", async () => {
  await using site = await serveRoutes({
    "(a)/_middleware.ts": `export default ${marking("a")};`,
    "(a)/_layout.tsx": around("i"),
    "(a)/_error.tsx": component("<p>error of a</p>"),
    "(a)/one.tsx": component("<p />"),
    "(a)/fails.tsx": 'export const handler = () => { throw new Error("expected"); };',
    "(b)/_layout.tsx": around("b"),
    "(b)/two.tsx": component("<p />"),
    "three.tsx": component("<p />"),
  });
  using _errors = captureErrors();
  const one = await send(site.app, "GET /one");
  assert.equal(traceOf(one), "a");
  assert.equal(await bodyOf(one), "<i><p></p></i>");
  const fails = await send(site.app, "GET /fails");
  assert.equal(fails.status, 500);
  assert.equal(await bodyOf(fails), "<i><p>error of a</p></i>");
  const two = await send(site.app, "GET /two");
  assert.equal(traceOf(two), "");
  assert.equal(await bodyOf(two), "<b><p></p></b>");
  assert.equal(await bodyOf(await send(site.app, "GET /three")), "<p></p>");
});

Deno.test("directories with an underscore in brackets have no routes (3.5.5)", async () => {
  await using site = await serveRoutes({
    "(_parts)/a.ts": text("a"),
    "x/(_islands)/B.tsx": component("<p />"),
    "x/c.ts": text("c"),
  });
  for (const path of ["/a", "/(_parts)/a", "/x/B", "/x/(_islands)/B"]) {
    assert.equal(await reply(site.app, `GET ${path}`), "404 Not Found");
  }
  assert.equal(await reply(site.app, "GET /x/c"), "200 c");
});

Deno.test("special files wrap, guard and answer for their directory (3.5.6)", async () => {
  await using site = await serveRoutes({
    "_app.tsx": around("main"),
    "_middleware.ts": `export default ${marking("root")};`,
    "_layout.tsx": around("div"),
    "_404.tsx": component("<p>not found</p>"),
    "_error.tsx": component("<p>root: {error.message}</p>"),
    "fails.ts": 'export const handler = () => { throw new Error("expected"); };',
    "a/_middleware.ts": `export default ${marking("a")};`,
    "a/_layout.tsx": around("i"),
    "a/_error.tsx": component("<p>a: {error.message}</p>"),
    "a/index.tsx": component("<p />"),
    "a/b/fails.ts": 'export const handler = () => { throw new Error("expected"); };',
  });
  using _errors = captureErrors();
  const pageOf = async (path: string) => await bodyOf(await send(site.app, `GET ${path}`));
  assert.equal(traceOf(await send(site.app, "GET /a")), "root a");
  assert.equal(await pageOf("/a"), "<main><div><i><p></p></i></div></main>");
  assert.equal(await pageOf("/a/none"), "<main><div><p>not found</p></div></main>");
  assert.equal(await pageOf("/a/b/fails"), "<main><div><i><p>a: expected</p></i></div></main>");
  assert.equal(await pageOf("/fails"), "<main><div><p>root: expected</p></div></main>");
});

Deno.test("_500 at the root is another name of _error (3.5.6)", async () => {
  await using site = await serveRoutes({
    "_500.tsx": component("<p>{error.message}</p>"),
    "index.ts": 'export const handler = () => { throw new Error("expected"); };',
  });
  using _errors = captureErrors();
  const response = await send(site.app, "GET /");
  assert.equal(response.status, 500);
  assert.equal(await bodyOf(response), "<p>expected</p>");
});

Deno.test("_middleware exports a function or an array, by any of three names (3.5.7)", async () => {
  await using site = await serveRoutes({
    "a/_middleware.ts": `export default ${marking("1")};`,
    "a/index.ts": text("a"),
    "b/_middleware.ts": `export const handler = ${marking("1")};`,
    "b/index.ts": text("b"),
    "c/_middleware.ts": `export const handlers = [${marking("1")}, ${marking("2")}];`,
    "c/index.ts": text("c"),
    "d/_middleware.ts": `export default [${marking("1")}, ${marking("2")}];`,
    "d/index.ts": text("d"),
  });
  const traces = ["/a", "/b", "/c", "/d"]
    .map(async (path) => traceOf(await send(site.app, `GET ${path}`)));
  assert.deepEqual(await Promise.all(traces), ["1", "1", "1 2", "1 2"]);
});

Deno.test("methods in _middleware and handlers in _layout have no effect but a warning (3.5.7)", async () => {
  const { mock: warn } = mock.method(console, "warn", () => {});
  try {
    await using site = await serveRoutes({
      "a/_middleware.ts": 'export const handler = { GET: () => new Response("middleware") };',
      "a/index.ts": text("a"),
      "b/_layout.tsx": `${text("layout")}${around("div")}`,
      "b/index.tsx": component("<p />"),
    });
    assert.equal(await reply(site.app, "GET /a"), "200 a");
    assert.equal(await bodyOf(await send(site.app, "GET /b")), "<div><p></p></div>");
    assert.ok(warn.callCount() >= 2);
  } finally {
    warn.restore();
  }
});

Deno.test("_error and _404 honour their configuration and their handlers (3.5.7)", async () => {
  const bare = "export const config = { skipAppWrapper: true, skipInheritedLayouts: true };";
  await using site = await serveRoutes({
    "_app.tsx": around("main"),
    "_layout.tsx": around("div"),
    "_404.tsx": `${bare}
      export const handler = () => ({ data: "none", status: 404 });
      ${component("<p>{data}</p>")}`,
    "_error.tsx": `${bare}
      export const handler = { GET: () => ({ data: "own", status: 503 }) };
      ${component("<p>{data}</p>")}`,
    "index.ts": 'export const handler = () => { throw new Error("expected"); };',
  });
  using _errors = captureErrors();
  const missing = await send(site.app, "GET /none");
  assert.equal(missing.status, 404);
  assert.equal(await bodyOf(missing), "<p>none</p>");
  const failed = await send(site.app, "GET /");
  assert.equal(failed.status, 503);
  assert.equal(await bodyOf(failed), "<p>own</p>");
});

Deno.test("a directory's special files do not cover a file beside it of the same name (3.5.8)", async () => {
  await using site = await serveRoutes({
    "foo/_layout.tsx": around("div"),
    "foo/index.tsx": component("<p>index</p>"),
    "foo/bar.tsx": component("<p>bar</p>"),
    "lone/_layout.tsx": around("div"),
    "lone.tsx": component("<p>lone</p>"),
  });
  const pageOf = async (path: string) => await bodyOf(await send(site.app, `GET ${path}`));
  assert.equal(await pageOf("/foo"), "<div><p>index</p></div>");
  assert.equal(await pageOf("/foo/bar"), "<div><p>bar</p></div>");
  assert.equal(await pageOf("/lone"), "<p>lone</p>");
});

Deno.test("the index of a directory wins over a file of its name (3.5.8)", async () => {
  await using site = await serveRoutes({ "foo.ts": text("file"), "foo/index.ts": text("index") });
  assert.equal(await reply(site.app, "GET /foo"), "200 index");
});

Deno.test("names go before groups, groups before parameters, those before rests (3.5.9)", async () => {
  await using site = await serveRoutes({
    "[...rest].ts": text("rest"),
    "[x].ts": text("parameter"),
    "[x]/c.ts": text("parameter, then name"),
    "b/[y].ts": text("name, then parameter"),
    "(group)/g/[z].ts": text("group"),
    "g/[z].ts": text("name"),
    "(group)/[z]/h.ts": text("group"),
    "[x]/h.ts": text("parameter"),
  });
  assert.equal(await reply(site.app, "GET /1"), "200 parameter");
  assert.equal(await reply(site.app, "GET /1/2"), "200 rest");
  assert.equal(await reply(site.app, "GET /1/c"), "200 parameter, then name");
  assert.equal(await reply(site.app, "GET /b/c"), "200 name, then parameter");
  assert.equal(await reply(site.app, "GET /g/1"), "200 name");
  assert.equal(await reply(site.app, "GET /1/h"), "200 group");
});

Deno.test("groups may share a URL, with a method each, when their files are eager (3.5.9)", async () => {
  const file = (method: string) =>
    `export const config = { routeOverride: "/x" };
    export const handler = { ${method}: (ctx) => ctx.text("${method}") };`;
  await using site = await serveRoutes({
    "(a)/_middleware.ts": `export default ${marking("a")};`,
    "(a)/x.ts": file("GET"),
    "(b)/x.ts": file("POST"),
  });
  assert.equal(traceOf(await send(site.app, "GET /x")), "a");
  assert.equal(traceOf(await send(site.app, "POST /x")), "");
  assert.equal(await reply(site.app, "POST /x"), "200 POST");
});

Deno.test("middleware of the app covers the files in its directory (3.5.10)", async () => {
  const mark = (name: string) => async (ctx: Context<unknown>) => {
    const response = await ctx.next();
    response.headers.append("x-trace", name);
    return response;
  };
  const app = new App().use("/foo", mark("foo")).use("/foo/baz", mark("baz"))
    .use("/foo/dir", mark("dir")).use("/grouped", mark("grouped")).fsRoutes();
  await using _site = await serveRoutes({
    "foo/index.ts": text("a"),
    "foo/baz.ts": text("a"),
    "foo/dir/index.ts": text("a"),
    "(group)/grouped/index.ts": text("a"),
    "food.ts": text("a"),
  }, app);
  const trace = async (path: string) => traceOf(await send(app, `GET ${path}`));
  assert.equal(await trace("/foo"), "foo");
  assert.equal(await trace("/foo/baz"), "foo");
  assert.equal(await trace("/foo/dir"), "dir, foo");
  assert.equal(await trace("/grouped"), "");
  assert.equal(await trace("/food"), "");
});

Deno.test("the root middleware of files covers the app's later routes only (3.5.10)", async () => {
  const app = new App().get("/before", (ctx) => ctx.text("a")).fsRoutes()
    .get("/after", (ctx) => ctx.text("b"));
  await using _site = await serveRoutes(
    { "_middleware.ts": `export default ${marking("files")};` },
    app,
  );
  assert.equal(traceOf(await send(app, "GET /before")), "");
  assert.equal(traceOf(await send(app, "GET /after")), "files");
});

Deno.test("fsRoutes() takes a path to put before the URLs of the files (1.2.8)", async () => {
  const app = new App().fsRoutes("/app");
  await using _site = await serveRoutes({ "index.ts": text("index"), "a/[x].ts": text("a") }, app);
  assert.equal(await reply(app, "GET /app"), "200 index");
  assert.equal(await reply(app, "GET /app/a/1"), "200 a");
  assert.equal(await reply(app, "GET /a/1"), "404 Not Found");
});

Deno.test("files stand below the base path, and / is the base path itself (3.1.6, 10.6)", async () => {
  const app = new App({ basePath: "/b" }).fsRoutes();
  await using _site = await serveRoutes({ "index.ts": text("index"), "[x].ts": text("x") }, app);
  assert.equal(await reply(app, "GET /b"), "200 index");
  assert.equal(await reply(app, "GET /b/"), "200 index");
  assert.equal(await reply(app, "GET /b/1"), "200 x");
  for (const path of ["/", "/bb", "/1"]) {
    assert.equal(await reply(app, `GET ${path}`), "404 Not Found");
  }
});
