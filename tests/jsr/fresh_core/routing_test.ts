import assert from "node:assert/strict";
import { App, type Context } from "fresh";
import { createTrace, reply, send } from "./support.ts";

/** A handler that answers with a text. */
function say(text: string): () => Response {
  return () => new Response(text);
}

/** A handler that answers with the matched pattern and the values of its groups. */
function sayMatch({ route, params }: Context<unknown>): Response {
  return new Response(`${route} ${JSON.stringify(params)}`);
}

/** An app with one GET route. */
function appWith(pattern: string): App<unknown> {
  return new App().get(pattern, sayMatch);
}

const NOT_FOUND = "404 Not Found";

Deno.test("a pattern is a URLPattern pathname (3.1.1)", async (t) => {
  for (
    const [pattern, path, params] of [
      ["/a/:id", "/a/1", { id: "1" }],
      ["/a/:rest*", "/a/1/2", { rest: "1/2" }],
      ["/a/:id(\\d+)", "/a/12", { id: "12" }],
      ["/a/*", "/a/1/2", { 0: "1/2" }],
      ["/a{/:id}?", "/a/1", { id: "1" }],
      ["/:a/x-:b", "/1/x-2", { a: "1", b: "2" }],
    ] as const
  ) {
    await t.step(`${pattern} matches ${path}`, async () => {
      const answer = await reply(appWith(pattern), `GET ${path}`);
      assert.match(answer, /^200 /);
      assert.equal(answer.slice(answer.indexOf("{")), JSON.stringify(params));
    });
  }
});

Deno.test("a group's regular expression must match (3.1.1)", async () => {
  assert.equal(await reply(appWith("/a/:id(\\d+)"), "GET /a/x"), NOT_FOUND);
});

Deno.test("a pattern without special characters matches nothing but itself (3.1.1)", async () => {
  const app = appWith("/a.b");
  assert.equal(await reply(app, "GET /a.b"), "200 /a.b {}");
  assert.equal(await reply(app, "GET /axb"), NOT_FOUND);
  assert.equal(await reply(app, "GET /a.b/c"), NOT_FOUND);
});

Deno.test("handler() throws TypeError on an invalid pattern (3.1.1)", () => {
  const app = appWith("/:a(");
  assert.throws(() => app.handler(), TypeError);
});

Deno.test("a static route is tried before a dynamic one that was registered first (3.1.2)", async () => {
  const app = new App().get("/:any", say("dynamic")).get("/a", say("static"));
  assert.equal(await reply(app, "GET /a"), "200 static");
  assert.equal(await reply(app, "GET /a/"), "200 static");
  assert.equal(await reply(app, "GET /b"), "200 dynamic");
});

Deno.test("a static route is compared with regard to case (3.1.2)", async () => {
  assert.equal(await reply(appWith("/a"), "GET /A"), NOT_FOUND);
});

Deno.test("a static route is compared with the percent-encoded path (3.1.2)", async () => {
  assert.equal(await reply(appWith("/a%20b"), "GET /a%20b"), "200 /a%20b {}");
  assert.equal(await reply(appWith("/a b"), "GET /a%20b"), NOT_FOUND);
});

Deno.test("a static route answers with and without a trailing slash, without a redirect (3.1.2)", async () => {
  const app = new App().get("/a", (ctx) => ctx.text(ctx.url.pathname))
    .get("/b/", (ctx) => ctx.text(ctx.url.pathname));
  assert.equal(await reply(app, "GET /a"), "200 /a");
  assert.equal(await reply(app, "GET /a/"), "200 /a/");
  assert.equal(await reply(app, "GET /b"), "200 /b");
  assert.equal(await reply(app, "GET /b/"), "200 /b/");
});

Deno.test("the exact form of a static route wins over the other trailing slash (3.1.2)", async () => {
  const app = new App().get("/a/", say("slash")).get("/a", say("none"));
  assert.equal(await reply(app, "GET /a"), "200 none");
  assert.equal(await reply(app, "GET /a/"), "200 slash");
});

Deno.test("the first dynamic route that matches wins (3.1.3)", async () => {
  const app = new App().get("/:any", say("first")).get("/:id(\\d+)", say("second"));
  assert.equal(await reply(app, "GET /1"), "200 first");
});

Deno.test("a dynamic route regards case and trailing slash (3.1.3)", async (t) => {
  for (
    const [pattern, path, status] of [
      ["/p/:id", "/p/1", 200],
      ["/p/:id", "/p/1/", 404],
      ["/p/:id", "/p/", 404],
      ["/p/:id", "/P/1", 404],
      ["/w/:rest*", "/w", 200],
      ["/w/:rest*", "/w/a/b", 200],
      ["/w/:rest*", "/w/", 404],
      ["/:all*", "/", 404],
      ["/:all*", "/a/b", 200],
      ["/s/*", "/s/", 200],
      ["/s/*", "/s", 404],
    ] as const
  ) {
    await t.step(`${pattern} gives ${status} for ${path}`, async () => {
      const response = await send(appWith(pattern), `GET ${path}`);
      await response.body?.cancel();
      assert.equal(response.status, status);
    });
  }
});

Deno.test("the first pattern that matches decides, before its methods are looked at (3.1.4)", async () => {
  const app = new App().get("/a", say("static")).post("/:x", say("dynamic"));
  assert.equal(await reply(app, "POST /a"), "405 Method Not Allowed");
  assert.equal(await reply(app, "POST /b"), "200 dynamic");
});

Deno.test("an earlier dynamic pattern decides over a later one with the right method (3.1.4)", async () => {
  const app = new App().get("/:x", say("first")).post("/:y", say("second"));
  assert.equal(await reply(app, "POST /a"), "405 Method Not Allowed");
});

Deno.test("the first of two routes with the same pattern and method wins (3.1.4)", async () => {
  const app = new App().get("/a", say("first")).get("/a", say("second"))
    .get("/d/:x", say("first")).get("/d/:x", say("second"));
  assert.equal(await reply(app, "GET /a"), "200 first");
  assert.equal(await reply(app, "GET /d/1"), "200 first");
});

Deno.test("routes with the same pattern and different methods are one (3.1.4)", async () => {
  const app = new App().get("/a", say("got")).post("/a", say("posted"))
    .get("/d/:x", say("got")).get("/d/:y", say("never")).post("/d/:x", say("posted"));
  assert.equal(await reply(app, "GET /a"), "200 got");
  assert.equal(await reply(app, "POST /a"), "200 posted");
  assert.equal(await reply(app, "GET /d/1"), "200 got");
  assert.equal(await reply(app, "POST /d/1"), "200 posted");
});

Deno.test("a static pattern must be written percent-encoded to match (3.1.5)", async () => {
  assert.equal(await reply(appWith("/ü"), "GET /ü"), NOT_FOUND);
  assert.equal(await reply(appWith("/%C3%BC"), "GET /ü"), "200 /%C3%BC {}");
});

Deno.test("ctx.route is the normalised pattern with the base path (3.1.5)", async (t) => {
  for (
    const [basePath, pattern, path, route] of [
      ["", "/a", "/a/", "/a"],
      ["", "/a/:id", "/a/1", "/a/:id"],
      ["", "*", "/a", "/*"],
      ["", "{/:x}?", "/a", "/:x?"],
      ["/b", "/a", "/b/a", "/b/a"],
      ["/b", "/:id", "/b/1", "/b/:id"],
    ] as const
  ) {
    await t.step(`${pattern} below "${basePath}" is ${route}`, async () => {
      const app = new App({ basePath }).get(pattern, (ctx) => ctx.text(`${ctx.route}`));
      assert.equal(await reply(app, `GET ${path}`), `200 ${route}`);
    });
  }
});

Deno.test("the base path prefixes all routes and is itself the route of / (3.1.6, 10.6)", async () => {
  const app = new App({ basePath: "/b" }).get("/", say("root")).get("/a", say("static"))
    .get("/d/:x", say("dynamic"));
  assert.equal(await reply(app, "GET /b"), "200 root");
  assert.equal(await reply(app, "GET /b/"), "200 root");
  assert.equal(await reply(app, "GET /b/a"), "200 static");
  assert.equal(await reply(app, "GET /b/d/1"), "200 dynamic");
  for (const path of ["/", "/bb", "/a", "/d/1"]) {
    assert.equal(await reply(app, `GET ${path}`), NOT_FOUND, path);
  }
});

Deno.test("scope paths do not include the base path (3.1.6)", async () => {
  const { mark, take } = createTrace();
  const app = new App({ basePath: "/b" }).use(mark("root")).use("/a", mark("a"))
    .use("/b", mark("b")).onError("/a", say("error page")).get("/a/x", () => {
      throw new Error("expected by this test");
    });
  assert.equal(await reply(app, "GET /b/a/x"), "200 error page");
  assert.equal(take(), "root a");
});

Deno.test("outside the base path the root middleware runs before the 404 (3.1.6)", async () => {
  const { mark, take } = createTrace();
  const app = new App({ basePath: "/b" }).use(mark("root")).get("/a", say("a"));
  assert.equal(await reply(app, "GET /a"), NOT_FOUND);
  assert.equal(take(), "root");
});

Deno.test("the functions of a route run in order (3.1.7)", async () => {
  const { mark, take } = createTrace();
  const app = new App().get("/a", mark("1"), mark("2"), say("done"));
  assert.equal(await reply(app, "GET /a"), "200 done");
  assert.equal(take(), "1 2");
});

Deno.test("a route whose last function calls next() answers 404 (3.1.7)", async () => {
  const { mark, take } = createTrace();
  const app = new App().get("/a", mark("1"), mark("2"));
  assert.equal(await reply(app, "GET /a"), NOT_FOUND);
  assert.equal(take(), "1 2");
});
