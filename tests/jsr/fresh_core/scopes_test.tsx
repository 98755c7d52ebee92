import assert from "node:assert/strict";
import { App, type Context, HttpError, type Middleware, page, type PageProps } from "fresh";
import { bodyOf, captureErrors, createTrace, reply, send } from "./support.ts";

/** Middleware and route functions that throw. */
function fail(error: unknown): Middleware<unknown> {
  return () => {
    throw error;
  };
}

/** An error page that says where it stands and what it handles. */
function errorPage(name: string): Middleware<unknown> {
  return (ctx) =>
    ctx.text(`${name}: ${ctx.error instanceof Error ? ctx.error.message : ctx.error}`);
}

/** A layout or wrapper: an element of this name around what it holds. */
function around(Name: "main" | "section" | "div") {
  return ({ Component }: PageProps<unknown>) => (
    <Name>
      <Component />
    </Name>
  );
}

function Oops({ error }: PageProps<unknown>) {
  return <p>{error instanceof Error ? error.message : "no error"}</p>;
}

function hello(ctx: Context<unknown>): Response {
  return ctx.text("hello");
}

const boom = new Error("boom");

Deno.test("middleware covers the patterns below its path, not the URLs (3.3.1, 10.7)", async (t) => {
  const { mark, take } = createTrace();
  const app = new App().use(mark("R")).use("/api", mark("A")).use("/:any", mark("D"))
    .use("/api/x/", mark("X"));
  for (const pattern of ["/api", "/api/x/y", "/api/:id/z", "/:any/q", "/other"]) {
    app.get(pattern, hello);
  }
  for (
    const [path, expected] of [
      ["/api", "R A"],
      ["/api/x/y", "R A X"],
      ["/api/1/z", "R A"],
      ["/api/q", "R D"],
      ["/other", "R"],
      ["/api/none", "R"],
    ] as const
  ) {
    await t.step(`${path} runs ${expected}`, async () => {
      await send(app, `GET ${path}`);
      assert.equal(take(), expected);
    });
  }
});

Deno.test("a path with a wildcard is a scope of its own text (3.3.1)", async () => {
  const { mark, take } = createTrace();
  const app = new App().use("/api/*", mark("W")).get("/api/x", hello).get("/api/*", hello);
  await send(app, "GET /api/x");
  assert.equal(take(), "");
  await send(app, "GET /api/y");
  assert.equal(take(), "W");
});

Deno.test("a scope ends at a whole segment (3.3.1)", async () => {
  const { mark, take } = createTrace();
  await send(new App().use("/api", mark("A")).get("/apiary", hello), "GET /apiary");
  assert.equal(take(), "");
});

Deno.test("no path, / and * mean the root scope (3.3.1)", async () => {
  const { mark, take } = createTrace();
  const app = new App().use(mark("1")).use("/", mark("2")).use("*", mark("3")).get("/a/b", hello);
  await send(app, "GET /a/b");
  assert.equal(take(), "1 2 3");
});

Deno.test("optional parts of a pattern and its trailing slash make no scope (3.3.1)", async () => {
  const { mark, take } = createTrace();
  const app = new App().use("/a/", mark("A")).use("/a{/:x}?/b", mark("B"))
    .get("/a{/:y}?/b/", hello);
  await send(app, "GET /a/b/");
  assert.equal(take(), "A B");
});

Deno.test("a route runs the middleware registered before it (3.3.2)", async () => {
  const { mark, take } = createTrace();
  const app = new App().use(mark("before")).get("/a", hello).use(mark("after")).get("/b", hello);
  await send(app, "GET /a");
  assert.equal(take(), "before");
  await send(app, "GET /b");
  assert.equal(take(), "before after");
});

Deno.test("outer scopes run first, then inner ones, then the route's functions (3.3.2)", async () => {
  const { mark, take } = createTrace();
  const app = new App().use("/a/b", mark("inner")).use("/a", mark("middle 1"), mark("middle 2"))
    .use(mark("root")).use("/a", mark("middle 3")).get("/a/b", mark("own"), hello);
  await send(app, "GET /a/b");
  assert.equal(take(), "root middle 1 middle 2 middle 3 inner own");
});

Deno.test("a route has the layouts and the wrapper registered before it (3.3.2)", async () => {
  const app = new App().get("/early", (ctx) => ctx.render(<p />)).appWrapper(around("main"))
    .layout("*", around("div")).get("/late", (ctx) => ctx.render(<p />));
  assert.equal(await bodyOf(await send(app, "GET /early")), "<p></p>");
  assert.equal(await bodyOf(await send(app, "GET /late")), "<main><div><p></p></div></main>");
});

Deno.test("a route has the error pages registered before it (3.3.2)", async () => {
  using _errors = captureErrors();
  const app = new App().get("/early", fail(boom)).onError("*", errorPage("late"))
    .get("/late", fail(boom));
  assert.equal(await reply(app, "GET /early"), "500 Internal server error");
  assert.equal(await reply(app, "GET /late"), "200 late: boom");
});

Deno.test("notFound() counts wherever it stands (3.3.2)", async () => {
  const app = new App().get("/a", fail(new HttpError(404))).notFound((ctx) => ctx.text("gone"));
  assert.equal(await reply(app, "GET /a"), "200 gone");
  assert.equal(await reply(app, "GET /unknown"), "200 gone");
});

Deno.test("the last layout, wrapper and error page of a scope win (3.3.2)", async () => {
  using _errors = captureErrors();
  const app = new App().appWrapper(around("section")).appWrapper(around("main"))
    .layout("/a", around("section")).layout("/a", around("div"))
    .onError("/a", errorPage("first")).onError("/a", errorPage("last"))
    .get("/a/page", (ctx) => ctx.render(<p />)).get("/a/error", fail(boom));
  assert.equal(await bodyOf(await send(app, "GET /a/page")), "<main><div><p></p></div></main>");
  assert.equal(await reply(app, "GET /a/error"), "200 last: boom");
});

Deno.test("the layouts of outer scopes stand around those of inner ones (3.3.2)", async () => {
  const app = new App().layout("/a/b", around("div")).layout("/a", around("section"))
    .layout("/c", around("main")).get("/a/b", (ctx) => ctx.render(<p />));
  assert.equal(await bodyOf(await send(app, "GET /a/b")), "<section><div><p></p></div></section>");
});

Deno.test("unmatched URLs and wrong methods run all of the root scope and nothing else (3.3.3)", async () => {
  const { mark, take } = createTrace();
  const app = new App().use(mark("before")).use("/a", mark("nested")).get("/a", hello)
    .use(mark("after"));
  for (const line of ["GET /a/unknown", "PUT /a", "OPTIONS /a"]) {
    await send(app, line);
    assert.equal(take(), "before after", line);
  }
});

Deno.test("middleware may be loaded on first use, at once or later (3.3.4)", async () => {
  const { mark, take } = createTrace();
  let loads = 0;
  const app = new App().use(() => {
    loads++;
    return mark("sync");
  }).use(() => {
    loads++;
    return Promise.resolve(mark("async"));
  }).get("/", hello);
  const handler = app.handler();
  for (let round = 0; round < 2; round++) {
    const response = await handler(new Request("http://localhost/"));
    assert.equal(await response.text(), "hello");
    assert.equal(take(), "sync async");
  }
  assert.equal(loads, 2);
});

for (
  const [name, handler] of [
    ["undefined", () => JSON.parse("{}").none],
    ["null", () => JSON.parse("null")],
    ["a text", () => JSON.parse('"text"')],
    ["page data", () => JSON.parse('{ "data": 1 }')],
  ] as const
) {
  Deno.test(`a chain that ends in ${name} gives 500, without an error page (3.3.4)`, async () => {
    using _errors = captureErrors();
    const app = new App().onError("*", errorPage("root")).get("/", handler);
    assert.equal(await reply(app, "GET /"), "500 Internal server error");
  });
}

Deno.test("middleware that forgets to return gives 500 (3.3.4)", async () => {
  using _errors = captureErrors();
  const app = new App().use(async (ctx) => {
    await ctx.next();
    return JSON.parse("{}").none;
  }).get("/", hello);
  assert.equal(await reply(app, "GET /"), "500 Internal server error");
});

Deno.test("the innermost error page answers (3.3.5)", async () => {
  using _errors = captureErrors();
  const app = new App().onError("*", errorPage("root")).onError("/a", errorPage("outer"))
    .onError("/a/b", errorPage("inner")).get("/a/b/c", fail(boom)).get("/a/x", fail(boom))
    .get("/x", fail(boom));
  assert.equal(await reply(app, "GET /a/b/c"), "200 inner: boom");
  assert.equal(await reply(app, "GET /a/x"), "200 outer: boom");
  assert.equal(await reply(app, "GET /x"), "200 root: boom");
});

Deno.test("an error thrown by an error page goes to the next outer one (3.3.5)", async () => {
  using _errors = captureErrors();
  const app = new App().onError("*", errorPage("root")).onError("/a", fail(new Error("worse")))
    .get("/a", fail(boom));
  assert.equal(await reply(app, "GET /a"), "200 root: worse");
});

Deno.test("an error thrown by the notFound page goes to the next outer scope (3.3.5)", async () => {
  using _errors = captureErrors();
  const app = new App().onError("*", errorPage("root")).notFound(fail(new Error("worse")))
    .onError("/a", errorPage("inner")).get("/a", fail(new HttpError(404)));
  assert.equal(await reply(app, "GET /a"), "200 root: worse");
});

Deno.test("notFound answers a thrown 404 before any error page (3.3.5)", async () => {
  const app = new App().onError("*", errorPage("root")).onError("/a", errorPage("inner"))
    .notFound((ctx) => ctx.text("gone")).get("/a", fail(new HttpError(404)));
  assert.equal(await reply(app, "GET /a"), "200 gone");
});

Deno.test("an error page answers a thrown 404 when there is no notFound (3.3.5)", async () => {
  const app = new App().onError("/a", errorPage("inner"))
    .get("/a", fail(new HttpError(404, "missing")));
  assert.equal(await reply(app, "GET /a"), "200 inner: missing");
});

Deno.test("other errors than 404 do not reach notFound (3.3.5)", async () => {
  const app = new App().notFound((ctx) => ctx.text("gone")).get("/a", fail(new HttpError(410)));
  assert.equal(await reply(app, "GET /a"), "410 Gone");
});

Deno.test("only an HttpError carries a status (3.3.5)", async () => {
  using _errors = captureErrors();
  const app = new App().notFound((ctx) => ctx.text("gone"))
    .get("/error", fail(Object.assign(new Error("x"), { status: 404 })))
    .get("/object", fail({ status: 404 })).get("/text", fail("404"));
  for (const path of ["/error", "/object", "/text"]) {
    assert.equal(await reply(app, `GET ${path}`), "500 Internal server error", path);
  }
});

/** Middleware that adds a header to what the rest of the chain answers. */
async function addHeader(ctx: Context<unknown>): Promise<Response> {
  const response = await ctx.next();
  response.headers.set("x-added", "1");
  return response;
}

Deno.test("root middleware sees the error, not the root error page (3.3.6)", async () => {
  using _errors = captureErrors();
  const seen: unknown[] = [];
  const app = new App().onError("*", errorPage("root")).use(async (ctx) => {
    try {
      return await ctx.next();
    } catch (error) {
      seen.push(error);
      throw error;
    }
  }).get("/a", fail(boom));
  assert.equal(await reply(app, "GET /a"), "200 root: boom");
  assert.deepEqual(seen, [boom]);
});

Deno.test("headers that root middleware adds are absent on root error pages, 404 and 405 (3.3.6)", async () => {
  using _errors = captureErrors();
  const app = new App().use(addHeader).get("/default", fail(boom)).onError("*", errorPage("root"))
    .get("/page", fail(boom)).get("/fine", hello);
  for (const line of ["GET /default", "GET /page", "GET /unknown", "PUT /fine"]) {
    assert.equal((await send(app, line)).headers.get("x-added"), null, line);
  }
  assert.equal((await send(app, "GET /fine")).headers.get("x-added"), "1");
});

Deno.test("headers that root middleware adds are present on inner error pages (3.3.6)", async () => {
  using _errors = captureErrors();
  const app = new App().use(addHeader).onError("/a", errorPage("inner"))
    .notFound((ctx) => ctx.text("gone")).get("/a", fail(boom))
    .get("/b/c", fail(new HttpError(404)));
  assert.equal((await send(app, "GET /a")).headers.get("x-added"), "1");
  assert.equal((await send(app, "GET /b/c")).headers.get("x-added"), "1");
});

Deno.test("a scope's error page answers errors of its own middleware (3.3.6)", async () => {
  using _errors = captureErrors();
  const app = new App().onError("/a", errorPage("inner")).use("/a", fail(boom)).get("/a", hello);
  assert.equal(await reply(app, "GET /a"), "200 inner: boom");
});

Deno.test("without an error page an HttpError gives its message or the status text (3.3.7)", async () => {
  using errors = captureErrors();
  const app = new App().get("/text", fail(new HttpError(403)))
    .get("/message", fail(new HttpError(403, "not you")));
  const response = await send(app, "GET /text");
  assert.equal(response.status, 403);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
  assert.equal(await response.text(), "Forbidden");
  assert.equal(await reply(app, "GET /message"), "403 not you");
  assert.equal(errors.count(), 0);
});

Deno.test("without an error page an HttpError of the server is logged (3.3.7)", async () => {
  using errors = captureErrors();
  const app = new App().get("/", fail(new HttpError(503, "later")));
  assert.equal(await reply(app, "GET /"), "503 later");
  assert.ok(errors.count() > 0);
});

Deno.test("without an error page any other error is logged and stays secret (3.3.7)", async () => {
  using errors = captureErrors();
  const app = new App().get("/", fail(boom));
  assert.equal(await reply(app, "GET /"), "500 Internal server error");
  assert.ok(errors.count() > 0);
});

Deno.test("an error page that is a function decides on the status (3.3.8)", async () => {
  const app = new App().onError("/a", (ctx) => ctx.render(<p>a</p>))
    .onError("/b", (ctx) => ctx.text("b", { status: 418 }))
    .get("/a", fail(new HttpError(403))).get("/b", fail(new HttpError(403)));
  assert.equal((await send(app, "GET /a")).status, 200);
  assert.equal(await reply(app, "GET /b"), "418 b");
});

Deno.test("an error page that is a component has the error and its status (3.3.8)", async () => {
  using _errors = captureErrors();
  const app = new App().onError("*", { component: Oops })
    .get("/http", fail(new HttpError(403, "not you"))).get("/other", fail(boom));
  const http = await send(app, "GET /http");
  assert.equal(http.status, 403);
  assert.equal(await bodyOf(http), "<p>not you</p>");
  const other = await send(app, "GET /other");
  assert.equal(other.status, 500);
  assert.equal(await bodyOf(other), "<p>boom</p>");
});

Deno.test("the handler of an error page may set another status (3.3.8)", async () => {
  const app = new App()
    .onError("/own", { handler: () => page("x", { status: 418 }), component: Oops })
    .onError("/kept", { handler: () => page("x"), component: Oops })
    .get("/own", fail(new HttpError(403))).get("/kept", fail(new HttpError(403)));
  assert.equal((await send(app, "GET /own")).status, 418);
  assert.equal((await send(app, "GET /kept")).status, 403);
});

Deno.test("an error page honours its configuration (3.3.8)", async () => {
  const app = new App().appWrapper(around("main")).layout("*", around("div"))
    .onError("/bare", {
      component: Oops,
      config: { skipAppWrapper: true, skipInheritedLayouts: true },
    })
    .onError("/full", { component: Oops })
    .get("/bare", fail(new HttpError(403, "no"))).get("/full", fail(new HttpError(403, "no")));
  assert.equal(await bodyOf(await send(app, "GET /bare")), "<p>no</p>");
  assert.equal(await bodyOf(await send(app, "GET /full")), "<main><div><p>no</p></div></main>");
});

Deno.test("a notFound component has status 200 unless its handler says otherwise (3.3.9)", async () => {
  const component = () => <p>gone</p>;
  const bare = await send(new App().notFound({ component }), "GET /");
  assert.equal(bare.status, 200);
  assert.equal(await bodyOf(bare), "<p>gone</p>");
  const handler = () => page(undefined, { status: 404 });
  const handled = await send(new App().notFound({ handler, component }), "GET /");
  assert.equal(handled.status, 404);
  assert.equal(await bodyOf(handled), "<p>gone</p>");
});

Deno.test("a response with status 404 does not call for notFound (3.3.9)", async () => {
  const app = new App().notFound((ctx) => ctx.text("gone"))
    .get("/", (ctx) => ctx.text("own", { status: 404 }));
  assert.equal(await reply(app, "GET /"), "404 own");
});

Deno.test("a notFound page stands in the layouts of the route that failed (3.3.10)", async () => {
  const app = new App().appWrapper(around("main")).layout("*", around("section"))
    .layout("/a", around("div")).notFound({ component: () => <p /> })
    .get("/a/b", fail(new HttpError(404)));
  assert.equal(
    await bodyOf(await send(app, "GET /a/b")),
    "<main><section><div><p></p></div></section></main>",
  );
});

Deno.test("a notFound page of an unmatched URL stands in root layout and wrapper (3.3.10)", async () => {
  const app = new App().appWrapper(around("main")).layout("*", around("section"))
    .layout("/a", around("div")).notFound({ component: () => <p /> });
  assert.equal(
    await bodyOf(await send(app, "GET /a/unknown")),
    "<main><section><p></p></section></main>",
  );
});
