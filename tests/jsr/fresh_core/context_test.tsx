import assert from "node:assert/strict";
import { App, type Context } from "fresh";
import { bodyOf, captureErrors, reply, send } from "./support.ts";

/** What `read` gives for the context of a request to `path`, on a route with this pattern. */
async function inspect<T>(
  pattern: string,
  path: string,
  read: (ctx: Context<unknown>) => T,
): Promise<T | undefined> {
  let result: T | undefined;
  const app = new App().get(pattern, (ctx) => {
    result = read(ctx);
    return new Response();
  });
  await send(app, `GET ${path}`);
  return result;
}

/** The response to `GET /` of an app whose only route has this handler. */
function respond(handler: (ctx: Context<unknown>) => Response | Promise<Response>) {
  return send(new App().get("/", handler), "GET /");
}

Deno.test("a context starts with the request and nothing else (2.1)", async () => {
  const app = new App();
  const request = new Request("http://localhost/a?b=c");
  let seen: Context<unknown> | undefined;
  app.get("/a", (ctx) => {
    seen = ctx;
    return new Response();
  });
  await app.handler()(request);
  assert.ok(seen);
  assert.equal(seen.req, request);
  assert.ok(seen.url instanceof URL);
  assert.equal(seen.url.href, request.url);
  assert.deepEqual(seen.config, app.config);
  assert.deepEqual(seen.state, {});
  assert.equal(seen.error, null);
  assert.equal(seen.data, undefined);
  assert.equal(seen.isPartial, false);
  assert.equal(typeof seen.Component, "function");
  assert.equal("originalUrl" in seen, false);
});

Deno.test("each request has a state of its own (2.1)", async () => {
  const states: unknown[] = [];
  const app = new App().get("/", (ctx) => {
    states.push(ctx.state);
    return new Response();
  });
  await send(app, "GET /");
  await send(app, "GET /");
  assert.notEqual(states[0], states[1]);
});

Deno.test("the route is null when no pattern matches (2.1)", async () => {
  const app = new App().use((ctx) => ctx.text(`${ctx.route}`)).get("/a", () => new Response());
  assert.equal(await reply(app, "GET /b"), "200 null");
});

Deno.test("ctx.error holds what was caught (2.1)", async () => {
  using _errors = captureErrors();
  const thrown = new Error("expected by this test");
  let seen: unknown;
  const app = new App().onError("*", (ctx) => {
    seen = ctx.error;
    return new Response();
  }).get("/", () => {
    throw thrown;
  });
  await send(app, "GET /");
  assert.equal(seen, thrown);
});

Deno.test("runs of slashes collapse in ctx.url and stay in ctx.req.url (2.2)", async () => {
  const urls = await inspect("/a/b", "//a///b?c=//d", (ctx) => [ctx.url.href, ctx.req.url]);
  assert.deepEqual(urls, ["http://localhost/a/b?c=//d", "http://localhost//a///b?c=//d"]);
});

const FORWARDED: readonly [url: string, headers: Record<string, string>, expected: string][] = [
  ["http://localhost:8123/", { "x-forwarded-proto": "https" }, "https://localhost:8123/"],
  ["http://localhost:8123/", { "x-forwarded-host": "ex.com" }, "http://ex.com:8123/"],
  ["http://localhost:8123/", { "x-forwarded-host": "ex.com:9" }, "http://ex.com:9/"],
  [
    "http://localhost:8123/",
    { "x-forwarded-host": "ex.com:443", "x-forwarded-proto": "https" },
    "https://ex.com/",
  ],
  [
    "http://localhost:8123/",
    { "x-forwarded-host": "ex.com", "x-forwarded-proto": "https" },
    "https://ex.com:8123/",
  ],
  ["http://localhost:8123/", { "x-forwarded-host": "evil.com/path?x" }, "http://evil.com:8123/"],
  ["http://localhost:8123/", { "x-forwarded-host": "" }, "http://localhost:8123/"],
  ["http://localhost:8123/", { "x-forwarded-host": "a.com, b.com" }, "http://localhost:8123/"],
  ["http://localhost:8123/", { "x-forwarded-proto": "https, http" }, "http://localhost:8123/"],
  ["http://localhost:8123/", { "x-forwarded-proto": "ftp" }, "ftp://localhost:8123/"],
  ["http://localhost:8123/", { "x-forwarded-port": "1" }, "http://localhost:8123/"],
  ["http://localhost:8123/", { forwarded: "host=ex.com;proto=https" }, "http://localhost:8123/"],
  [
    "http://internal/",
    { "x-forwarded-host": "ex.com", "x-forwarded-proto": "https" },
    "https://ex.com/",
  ],
];

for (const [url, headers, expected] of FORWARDED) {
  Deno.test(`trustProxy makes ${url} with ${JSON.stringify(headers)} ${expected} (2.2, 10.2)`, async () => {
    const app = new App({ trustProxy: true }).get("/", (ctx) => ctx.text(ctx.url.href));
    const response = await app.handler()(new Request(url, { headers }));
    assert.equal(await response.text(), expected);
  });
}

Deno.test("forwarded headers count for nothing without trustProxy (2.2)", async () => {
  const response = await send(new App().get("/", (ctx) => ctx.text(ctx.url.href)), "GET /", {
    headers: { "x-forwarded-host": "ex.com", "x-forwarded-proto": "https" },
  });
  assert.equal(await response.text(), "http://localhost/");
});

Deno.test("params is an object without prototype (2.3)", async () => {
  const params = await inspect("/p/:id", "/p/1", (ctx) => ctx.params);
  assert.ok(params);
  assert.equal(Object.getPrototypeOf(params), null);
  assert.deepEqual({ ...params }, { id: "1" });
});

Deno.test("params is empty for static, unmatched and method mismatch requests (2.3)", async () => {
  const seen: unknown[] = [];
  const app = new App().use((ctx) => {
    seen.push(ctx.params);
    return ctx.next();
  }).get("/a", () => new Response()).get("/p/:id", () => new Response());
  for (const line of ["GET /a", "GET /none", "POST /p/1"]) await send(app, line);
  for (const params of seen) {
    assert.equal(Object.getPrototypeOf(params), null);
    assert.equal(JSON.stringify(params), "{}");
  }
  assert.equal(seen.length, 3);
});

for (
  const [path, id] of [
    ["/p/a%20b", "a b"],
    ["/p/%C3%BC", "ü"],
    ["/p/a%2Fb", "a%2Fb"],
    ["/p/a%40b%3Fc%23", "a%40b%3Fc%23"],
    ["/p/%3A%26%3D%2B%24%2C%3B", "%3A%26%3D%2B%24%2C%3B"],
    ["/p/a+b", "a+b"],
    ["/p//1", "1"],
  ] as const
) {
  Deno.test(`params.id of ${path} is "${id}" (2.3, 10.3)`, async () => {
    assert.equal(await inspect("/p/:id", path, (ctx) => ctx.params["id"]), id);
  });
}

for (const path of ["/P/1", "/p/", "/p/1/"]) {
  Deno.test(`${path} does not match /p/:id (10.3)`, async () => {
    const app = new App().get("/p/:id", (ctx) => ctx.text("matched"));
    assert.equal(await reply(app, `GET ${path}`), "404 Not Found");
  });
}

Deno.test("groups that are not set give an empty text (2.3)", async () => {
  const optional = await inspect("/a{/:x}?", "/a", (ctx) => ({ ...ctx.params }));
  assert.deepEqual(optional, { x: "" });
  const repeated = await inspect("/a/:x*", "/a", (ctx) => ({ ...ctx.params }));
  assert.deepEqual(repeated, { x: "" });
  const wildcard = await inspect("/a/*", "/a/", (ctx) => ({ ...ctx.params }));
  assert.deepEqual(wildcard, { 0: "" });
});

Deno.test("unnamed groups are counted from 0 (2.3)", async () => {
  const params = await inspect("/a/*/b/*", "/a/1/b/2", (ctx) => ({ ...ctx.params }));
  assert.deepEqual(params, { 0: "1", 1: "2" });
});

for (const path of ["/p/%", "/p/%zz", "/p/%C3", "/p/%FF%FE"]) {
  Deno.test(`a malformed parameter in ${path} is the client's fault (2.3)`, async () => {
    const app = new App().get("/p/:id", (ctx) => ctx.text("matched"));
    const { status } = await send(app, `GET ${path}`);
    assert.ok(status === 400 || status === 404, `${status}`);
  });
}

Deno.test("next() may be returned or awaited (2.4)", async () => {
  const app = new App().use((ctx) => ctx.next()).use(async (ctx) => {
    const response = await ctx.next();
    return new Response(`<${await response.text()}>`);
  }).get("/", (ctx) => ctx.text("inner"));
  assert.equal(await reply(app, "GET /"), "200 <inner>");
});

const REDIRECTS: readonly [target: string, location: string][] = [
  ["/", "/"],
  ["//evil.com", "/evil.com"],
  ["///evil.com//a", "/evil.com/a"],
  ["/a//b?x=//y", "/a/b?x=//y"],
  ["/a#b//c", "/a#b//c"],
  ["/a//#b//c", "/a/#b//c"],
  ["/a?b#//c", "/a?b#//c"],
  ["foo//bar", "foo//bar"],
  ["?q=1", "?q=1"],
  ["https://evil.com//x", "https://evil.com//x"],
  ["/\\evil.com", "/\\evil.com"],
  ["", ""],
];

for (const [target, location] of REDIRECTS) {
  Deno.test(`redirect("${target}") leads to "${location}" (2.5, 10.1)`, async () => {
    const response = await respond((ctx) => ctx.redirect(target));
    assert.equal(response.status, 302);
    assert.equal(response.headers.get("location"), location);
    assert.equal(await response.text(), "");
  });
}

Deno.test("redirect() takes any status a response may have (2.5)", async () => {
  for (const status of [200, 201, 303, 308]) {
    const response = await respond((ctx) => ctx.redirect("/a", status));
    assert.equal(response.status, status);
    assert.equal(response.headers.get("location"), "/a");
  }
});

Deno.test("redirect() throws on an illegal status and on a line break (2.5, 10.1)", async () => {
  using _errors = captureErrors();
  const failures = await inspect("/", "/", (ctx) => {
    assert.throws(() => ctx.redirect("/a", 600));
    assert.throws(() => ctx.redirect("/a\r\nset-cookie: b=c"));
    return "both";
  });
  assert.equal(failures, "both");
  assert.equal((await respond((ctx) => ctx.redirect("/a\r\nb"))).status, 500);
});

Deno.test("redirect() works on the class prototype (2.5)", async () => {
  const response = await respond((ctx) => Object.getPrototypeOf(ctx).redirect("//a"));
  assert.equal(response.headers.get("location"), "/a");
});

Deno.test("text() sends text/plain unless init says otherwise (2.6)", async () => {
  const plain = await respond((ctx) => ctx.text("ü"));
  assert.equal(plain.headers.get("content-type"), "text/plain;charset=UTF-8");
  assert.equal(await plain.text(), "ü");
  const init = { status: 201, headers: { "content-type": "text/csv" } };
  const csv = await respond((ctx) => ctx.text("a,b", init));
  assert.equal(csv.headers.get("content-type"), "text/csv");
  assert.equal(csv.status, 201);
});

Deno.test("html() always sends text/html (2.6)", async () => {
  const headers = { "content-type": "text/plain", "x-a": "1" };
  const response = await respond((ctx) => ctx.html("<p>a</p>", { status: 201, headers }));
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(response.headers.get("x-a"), "1");
  assert.equal(response.status, 201);
  assert.equal(await response.text(), "<p>a</p>");
});

Deno.test("json() sends what Response.json sends (2.6)", async () => {
  const response = await respond((ctx) => ctx.json({ a: [1] }, { status: 201 }));
  assert.equal(response.headers.get("content-type"), "application/json");
  assert.equal(response.status, 201);
  assert.deepEqual(await response.json(), { a: [1] });
});

Deno.test("json() throws on undefined (2.6)", async () => {
  using _errors = captureErrors();
  assert.equal((await respond((ctx) => ctx.json(undefined))).status, 500);
});

Deno.test("stream() sends text and bytes of any iterable, without a content type (2.6)", async () => {
  const chunks = ["ü", Uint8Array.of(0x62), "c"];
  const asynchronous = async function* () {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  };
  for (const source of [chunks, asynchronous(), asynchronous, () => chunks]) {
    const response = await respond((ctx) => ctx.stream(source, { headers: { "x-a": "1" } }));
    assert.equal(response.headers.get("content-type"), null);
    assert.equal(response.headers.get("x-a"), "1");
    assert.equal(await response.text(), "übc");
  }
});

Deno.test("render() answers with an element as a page (2.7)", async () => {
  const response = await respond((ctx) => ctx.render(<p>a</p>, { status: 201 }));
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(await bodyOf(response), "<p>a</p>");
});

Deno.test("render(null) answers with an empty page (2.7)", async () => {
  assert.equal(await bodyOf(await respond((ctx) => ctx.render(null))), "");
});

for (const args of [[], [undefined], ["text"], [["list"]], [1], [{}]]) {
  Deno.test(`render(${args.map((arg) => Deno.inspect(arg))}) fails (2.7)`, async () => {
    const failed = await respond(async (ctx) => {
      await assert.rejects(async () => await Reflect.apply(ctx.render, ctx, args));
      return ctx.text("refused");
    });
    assert.equal(await failed.text(), "refused");
  });
}

Deno.test("render() leaves out the app wrapper or the layouts when told to (2.7)", async () => {
  const app = new App().appWrapper(({ Component }) => (
    <main>
      <Component />
    </main>
  ))
    .layout("*", ({ Component }) => (
      <div>
        <Component />
      </div>
    ))
    .get("/both", (ctx) => ctx.render(<p />))
    .get("/wrapper", (ctx) => ctx.render(<p />, {}, { skipInheritedLayouts: true }))
    .get("/layout", (ctx) => ctx.render(<p />, {}, { skipAppWrapper: true }))
    .get("/none", (ctx) => {
      return ctx.render(<p />, {}, { skipAppWrapper: true, skipInheritedLayouts: true });
    });
  const body = async (path: string) => await bodyOf(await send(app, `GET ${path}`));
  assert.equal(await body("/both"), "<main><div><p></p></div></main>");
  assert.equal(await body("/wrapper"), "<main><p></p></main>");
  assert.equal(await body("/layout"), "<div><p></p></div>");
  assert.equal(await body("/none"), "<p></p>");
});
