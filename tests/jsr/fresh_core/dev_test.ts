import assert from "node:assert/strict";
import { join } from "node:path";
import { App, staticFiles } from "fresh";
import { Builder, type TransformFn } from "fresh/dev";
import { freePort } from "../../support/process.ts";
import { building, createProject, type Files } from "./project.ts";
import { captureErrors } from "./support.ts";

const COUNTER = `export const Counter = () => <button onClick={() => {}}>0</button>;`;

const PAGE = `import { Counter } from "../islands/Counter.tsx";
  export default () => <p><Counter /></p>;`;

interface DevOptions {
  readonly app?: App<unknown>;
  /** What the import gives; by default the app itself. */
  readonly imported?: (app: App<unknown>) => App<unknown> | { app: App<unknown> };
  readonly transform?: TransformFn;
}

/** Serves a project for development until the result is disposed of. */
async function develop(files: Files, options: DevOptions = {}) {
  const { app = new App().use(staticFiles()).fsRoutes(), imported = (app) => app } = options;
  await using stack = new AsyncDisposableStack();
  const project = stack.use(await createProject(files));
  const builder = new Builder({ root: project.root });
  if (options.transform) {
    builder.onTransformStaticFile({ pluginName: "test", filter: /\.up$/ }, options.transform);
  }
  const closing = new AbortController();
  stack.defer(() => closing.abort());
  const listening = Promise.withResolvers<Deno.NetAddr>();
  await building(async () => {
    const { signal } = closing;
    const onListen = listening.resolve;
    const hostname = "127.0.0.1";
    await builder.listen(() => Promise.resolve(imported(app)), {
      port: freePort(),
      hostname,
      signal,
      onListen,
    });
    await (await fetch(originOf(await listening.promise))).body?.cancel();
  });
  const origin = originOf(await listening.promise);
  const get = (path: string, init?: RequestInit) => fetch(new URL(path, origin), init);
  const textOf = async (path: string) => await (await get(path)).text();
  const kept = stack.move();
  return {
    app,
    project,
    builder,
    origin,
    get,
    textOf,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function originOf({ hostname, port }: Deno.NetAddr): string {
  return `http://${hostname}:${port}/`;
}

Deno.test("development takes an app, or a module with an app, and sets its mode (7.3.1)", async () => {
  for (const imported of [(app: App<unknown>) => app, (app: App<unknown>) => ({ app })]) {
    await using site = await develop({ "routes/index.tsx": PAGE, "islands/Counter.tsx": COUNTER }, {
      imported,
    });
    assert.match(await site.textOf("/"), /<button *>0<\/button>/);
    assert.equal(site.app.config.mode, "development");
    assert.equal(site.builder.config.mode, "development");
  }
});

Deno.test("the base path is respected and stays as it is (7.3.1)", async () => {
  const app = new App({ basePath: "/base" }).use(staticFiles()).fsRoutes();
  const files = { "routes/index.tsx": PAGE, "islands/Counter.tsx": COUNTER, "static/a.txt": "a" };
  await using site = await develop(files, { app });
  assert.equal(app.config.basePath, "/base");
  assert.match(await site.textOf("/base"), /<button *>0<\/button>/);
  assert.equal(await site.textOf("/base/a.txt"), "a");
  const missing = await site.get("/a.txt");
  assert.equal(missing.status, 404);
  await missing.body?.cancel();
  const alive = await site.get("/_frsh/alive");
  assert.deepEqual([alive.status, await alive.text()], [501, ""]);
});

Deno.test("requests that come before the first bundle wait for it (7.3.1)", async () => {
  await using project = await createProject({
    "routes/index.tsx": PAGE,
    "islands/Counter.tsx": COUNTER,
  });
  const builder = new Builder({ root: project.root });
  const closing = new AbortController();
  const listening = Promise.withResolvers<Deno.NetAddr>();
  await building(async () => {
    await builder.listen(() => Promise.resolve(new App().use(staticFiles()).fsRoutes()), {
      port: freePort(),
      hostname: "127.0.0.1",
      signal: closing.signal,
      onListen: listening.resolve,
    });
    const origin = originOf(await listening.promise);
    const bundle = `/_fresh/js/${builder.config.buildId}/Counter.js`;
    const responses = await Promise.all(["/", bundle].map((path) => fetch(new URL(path, origin))));
    assert.deepEqual(responses.map(({ status }) => status), [200, 200]);
    await Promise.all(responses.map((response) => response.body?.cancel()));
  });
  closing.abort();
});

/** A socket with its first message, until it is disposed of. */
async function openSocket(url: URL) {
  const socket = new WebSocket(url);
  const message = Promise.withResolvers<unknown>();
  const closed = Promise.withResolvers<void>();
  socket.onmessage = ({ data }) => message.resolve(JSON.parse(data));
  socket.onerror = () => message.reject(new Error("The socket failed"));
  socket.onclose = () => closed.resolve();
  return {
    message: await message.promise,
    [Symbol.asyncDispose]: () => {
      socket.close();
      return closed.promise;
    },
  };
}

Deno.test("a socket tells when the server started, any other request for it gets 501 (7.3.2)", async () => {
  const before = Date.now();
  await using site = await develop({});
  const url = new URL("/_frsh/alive", site.origin);
  const revisions: number[] = [];
  for (let count = 0; count < 2; count++) {
    await using socket = await openSocket(url);
    const { type, revision, ...rest } = socket.message as { type: string; revision: number };
    assert.equal(type, "initial-state");
    assert.deepEqual(rest, {});
    revisions.push(revision);
  }
  assert.equal(revisions[0], revisions[1]);
  assert.ok(before <= (revisions[0] ?? 0) && (revisions[0] ?? 0) <= Date.now());
  for (const method of ["GET", "POST"]) {
    const response = await fetch(url, { method });
    assert.equal(response.status, 501);
    await response.body?.cancel();
  }
});

Deno.test("every page loads the client runtime, without islands too (7.3.3)", async () => {
  await using site = await develop({ "routes/index.tsx": "export default () => <p>plain</p>;" });
  const response = await site.get("/");
  const runtime = `/_fresh/js/${site.builder.config.buildId}/fresh-runtime.js`;
  assert.ok(response.headers.get("link")?.startsWith(`<${runtime}>; rel="modulepreload"`));
  const html = await response.text();
  assert.match(html, /<script type="module" nonce="\w+">[^<]*<\/script><\/body>/);
  assert.ok(html.includes(`from"${runtime}"`), html);
  assert.match(await site.textOf(runtime), /\/_frsh\/alive/);
});

Deno.test("the client of production knows nothing of development (7.3.2)", async () => {
  await using project = await createProject({});
  const builder = new Builder({ root: project.root });
  const apply = await building(() => builder.build({ snapshot: "memory" }));
  const app = new App().use(staticFiles());
  apply(app);
  const url = `http://localhost/_fresh/js/${builder.config.buildId}/fresh-runtime.js`;
  const runtime = await (await app.handler()(new Request(url))).text();
  assert.doesNotMatch(runtime, /_frsh|WebSocket|location/);
});

Deno.test("error pages of the app stay in charge (7.3.4)", async () => {
  using _errors = captureErrors();
  await using site = await develop({
    "routes/_error.tsx": "export default ({ error }) => <p>caught {error.message}</p>;",
    "routes/fails.ts": 'export const handler = () => { throw new Error("expected"); };',
  });
  const response = await site.get("/fails");
  assert.equal(response.status, 500);
  assert.match(await response.text(), /<p>caught expected<\/p>/);
});

Deno.test("static files are read for each request, and are never kept (7.3.5, 8.6, 8.7)", async () => {
  await using site = await develop({ "static/a.txt": "before" });
  assert.equal(await site.textOf("/a.txt"), "before");
  await site.project.write("static/a.txt", "after all");
  await site.project.write("static/dir/new.txt", "new");
  const mark = `?__frsh_c=${site.builder.config.buildId}`;
  const response = await site.get(`/a.txt${mark}`, { headers: { "if-none-match": "null" } });
  assert.equal(response.status, 200);
  assert.equal(await response.text(), "after all");
  assert.equal(response.headers.get("etag"), null);
  assert.equal(response.headers.get("content-length"), "9");
  assert.equal(
    response.headers.get("cache-control"),
    "no-cache, no-store, max-age=0, must-revalidate",
  );
  assert.equal(await site.textOf("/dir/new.txt"), "new");
  await Deno.remove(join(site.project.root, "static/a.txt"));
  const removed = await site.get("/a.txt");
  assert.equal(removed.status, 404);
  await removed.body?.cancel();
});

Deno.test("bundles and stylesheets have no etag in development (7.3.5, 8.6, 8.7)", async () => {
  await using site = await develop({ "static/a.css": "p{}" });
  for (const path of ["/a.css", `/_fresh/js/${site.builder.config.buildId}/fresh-runtime.js`]) {
    const { status, headers, body } = await site.get(path);
    await body?.cancel();
    assert.equal(status, 200);
    assert.equal(headers.get("etag"), null);
    assert.doesNotMatch(headers.get("cache-control") ?? "", /immutable/);
  }
});

Deno.test("transformed files are made once (7.3.5)", async () => {
  let runs = 0;
  await using site = await develop({ "static/a.up": "a" }, {
    transform: ({ text, mode }) => {
      runs++;
      return { content: `${text.toUpperCase()} in ${mode}` };
    },
  });
  assert.equal(await site.textOf("/a.up"), "A in development");
  assert.equal(await site.textOf("/a.up"), "A in development");
  assert.equal(runs, 1);
});

Deno.test("safer: dotfiles are private in development, and odd names are found (7.3.5)", async () => {
  await using site = await develop({
    "static/.env": "SECRET",
    "static/dir/.hidden": "SECRET",
    "static/ü #,%.txt": "odd",
    "main.ts": "SECRET",
  });
  assert.equal(await site.textOf("/%C3%BC%20%23%2C%25.txt"), "odd");
  for (const path of ["/.env", "/dir/.hidden", "/%2eenv", "/..%2fmain.ts", "/dir%2f..%2f.env"]) {
    const response = await site.get(path);
    assert.equal(response.status, 404, path);
    assert.doesNotMatch(await response.text(), /SECRET/);
  }
});
