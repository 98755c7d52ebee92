import assert from "node:assert/strict";
import { App, HttpError, type Method, page, type PageProps } from "fresh";
import { bodyOf, createTrace, reply, send } from "./support.ts";

const ALL: readonly Method[] = ["GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** A component that shows the data it was given. */
function Data({ data }: PageProps<unknown>) {
  return <p>{JSON.stringify(data)}</p>;
}

/** An app that answers GET and POST on `/a` and GET on `/d/:x`. */
function createApp(): App<unknown> {
  return new App().get("/a", (ctx) => ctx.text("got", { headers: { "x-a": "1" }, status: 202 }))
    .post("/a", (ctx) => ctx.text("posted")).get("/d/:x", (ctx) => ctx.text("dynamic"));
}

Deno.test("a HEAD request uses the GET handler, keeps status and headers and drops the body (3.2.1, 10.4)", async () => {
  const response = await send(createApp(), "HEAD /a");
  assert.equal(response.status, 202);
  assert.equal(response.headers.get("x-a"), "1");
  assert.equal(response.body, null);
});

Deno.test("a HEAD request to a dynamic route uses the GET handler too (3.2.1)", async () => {
  assert.equal(await reply(createApp(), "HEAD /d/1"), "200 ");
});

Deno.test("a HEAD request uses the HEAD handler if there is one (3.2.1)", async () => {
  const app = new App().get("/a", (ctx) => ctx.text("got"))
    .head("/a", () => new Response(null, { status: 204 }));
  assert.equal((await send(app, "HEAD /a")).status, 204);
  assert.equal(await reply(app, "GET /a"), "200 got");
});

Deno.test("each registration method answers its own method (3.2.2)", async () => {
  const app = new App().get("/a", (ctx) => ctx.text("GET")).post("/a", (ctx) => ctx.text("POST"))
    .put("/a", (ctx) => ctx.text("PUT")).patch("/a", (ctx) => ctx.text("PATCH"))
    .delete("/a", (ctx) => ctx.text("DELETE"));
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
    assert.equal(await reply(app, `${method} /a`), `200 ${method}`);
  }
});

Deno.test("another method on a known path gives 405 without Allow (3.2.2, 10.4)", async () => {
  for (const line of ["PUT /a", "POST /d/1"]) {
    const response = await send(createApp(), line);
    assert.equal(response.status, 405, line);
    assert.equal(response.headers.get("allow"), null, line);
    assert.equal(await response.text(), "Method Not Allowed", line);
  }
});

Deno.test("HEAD gives 405 where only POST is known (3.2.1, 3.2.2)", async () => {
  const app = new App().post("/a", (ctx) => ctx.text("posted"));
  assert.equal((await send(app, "HEAD /a")).status, 405);
});

Deno.test("a 405 runs the root middleware, not the nested one (3.2.2)", async () => {
  const { mark, take } = createTrace();
  const app = new App().use(mark("root")).use("/a", mark("nested"))
    .get("/a", (ctx) => ctx.text("got"));
  assert.equal(await reply(app, "PUT /a"), "405 Method Not Allowed");
  assert.equal(take(), "root");
});

Deno.test("root middleware sees the route of a 405 and its HttpError (3.2.2)", async () => {
  const app = new App().use(async (ctx) => {
    try {
      return await ctx.next();
    } catch (error) {
      assert.ok(error instanceof HttpError);
      return ctx.text(`caught ${error.status} at ${ctx.route}`);
    }
  }).get("/d/:x", (ctx) => ctx.text("got"));
  assert.equal(await reply(app, "PUT /d/1"), "200 caught 405 at /d/:x");
});

Deno.test("OPTIONS gives 204 and the methods in the order of registration (3.2.3, 10.4)", async () => {
  const response = await send(createApp(), "OPTIONS /a");
  assert.equal(response.status, 204);
  assert.equal(response.headers.get("allow"), "GET, POST");
  const app = new App().put("/a/:x", (ctx) => ctx.text("")).get("/a/:x", (ctx) => ctx.text(""));
  assert.equal((await send(app, "OPTIONS /a/1")).headers.get("allow"), "PUT, GET");
});

Deno.test("OPTIONS runs the root middleware first (3.2.3)", async () => {
  const { mark, take } = createTrace();
  const app = new App().use(mark("root")).get("/a", (ctx) => ctx.text("got"));
  assert.equal((await send(app, "OPTIONS /a")).status, 204);
  assert.equal(take(), "root");
});

Deno.test("OPTIONS on an unknown path gives 404 (10.4)", async () => {
  assert.equal(await reply(createApp(), "OPTIONS /unknown"), "404 Not Found");
});

Deno.test("an OPTIONS handler answers OPTIONS (3.2.3)", async () => {
  const app = new App().route("/a", { handler: { OPTIONS: (ctx) => ctx.text("own") } });
  assert.equal(await reply(app, "OPTIONS /a"), "200 own");
});

Deno.test("all() and a function as handler answer all seven methods (3.2.4)", async () => {
  const app = new App().all("/a", (ctx) => ctx.text(ctx.req.method))
    .route("/b", { handler: (ctx) => ctx.text(ctx.req.method) });
  for (const method of ALL) {
    const body = method === "HEAD" ? "" : method;
    assert.equal(await reply(app, `${method} /a`), `200 ${body}`);
    assert.equal(await reply(app, `${method} /b`), `200 ${body}`);
  }
});

Deno.test("no header or form field overrides the method (3.2.4)", async () => {
  const app = createApp().put("/a", (ctx) => ctx.text("put"));
  const response = await send(app, "POST /a?_method=PUT", {
    headers: { "x-http-method-override": "PUT", "x-method-override": "PUT" },
    body: new URLSearchParams({ _method: "PUT" }),
  });
  assert.equal(await response.text(), "posted");
});

Deno.test("route() answers the methods of a handler object (3.2.5)", async () => {
  const app = new App().route("/a", {
    handler: { GET: (ctx) => ctx.text("got"), POST: (ctx) => ctx.text("posted") },
  });
  assert.equal(await reply(app, "GET /a"), "200 got");
  assert.equal(await reply(app, "POST /a"), "200 posted");
  assert.equal(await reply(app, "PUT /a"), "405 Method Not Allowed");
  assert.equal((await send(app, "OPTIONS /a")).headers.get("allow"), "GET, POST");
});

Deno.test("route() hands the handler's data to the component (3.2.5)", async () => {
  const app = new App().route("/a", { handler: { GET: () => page("hello") }, component: Data });
  assert.equal(await bodyOf(await send(app, "GET /a")), "<p>&quot;hello&quot;</p>");
});

Deno.test("route() renders a component without handler for all methods (3.2.5)", async () => {
  const app = new App().route("/a", { component: Data });
  for (const method of ALL) {
    const response = await send(app, `${method} /a`);
    assert.equal(response.status, 200, method);
    assert.equal(await bodyOf(response), method === "HEAD" ? undefined : "<p>{}</p>", method);
  }
});

Deno.test("route() adds a GET to a component whose handler object has none (3.2.5)", async () => {
  const app = new App().route("/a", {
    handler: { POST: (ctx) => ctx.text("posted") },
    component: Data,
  });
  assert.equal(await bodyOf(await send(app, "GET /a")), "<p>{}</p>");
  assert.equal(await reply(app, "POST /a"), "200 posted");
  assert.equal(await reply(app, "PUT /a"), "405 Method Not Allowed");
});

Deno.test("route() without handler and component answers 404 (3.2.5)", async () => {
  assert.equal(await reply(new App().route("/a", {}), "GET /a"), "404 Not Found");
});
