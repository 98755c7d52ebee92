import assert from "node:assert/strict";
import { mock } from "node:test";
import { App, createDefine, HttpError, page, staticFiles } from "fresh";
import { HttpError as RuntimeHttpError } from "fresh/runtime";
import { bodyOf, reply, send } from "./support.ts";

/** A handler that answers with an empty response. */
function answer(): Response {
  return new Response();
}

Deno.test("fresh and fresh/runtime export the same HttpError (1.1.4)", () => {
  assert.equal(HttpError, RuntimeHttpError);
});

Deno.test("an app has a configuration with defaults (1.2.1)", () => {
  assert.deepEqual({ ...new App().config }, {
    root: ".",
    basePath: "",
    mode: "production",
    trustProxy: false,
  });
});

Deno.test("an app takes base path, mode and trust in a proxy (1.2.1)", () => {
  const config = { basePath: "/b", mode: "development", trustProxy: true } as const;
  assert.deepEqual({ ...new App(config).config }, { root: ".", ...config });
});

Deno.test("every registration method returns the app (1.2.2)", () => {
  const app = new App();
  for (
    const result of [
      app.use((ctx) => ctx.next()),
      app.use("/a", (ctx) => ctx.next(), (ctx) => ctx.next()),
      app.get("/a", answer),
      app.post("/a", answer),
      app.put("/a", answer),
      app.patch("/a", answer),
      app.delete("/a", answer),
      app.head("/a", answer),
      app.all("/b", answer),
      app.route("/c", { handler: answer }),
      app.layout("/a", () => <p />),
      app.appWrapper(() => <p />),
      app.onError("/a", answer),
      app.notFound(answer),
      app.fsRoutes(),
    ]
  ) assert.equal(result, app);
});

Deno.test("an app has no method options() (1.2.2)", () => {
  assert.equal("options" in new App(), false);
});

Deno.test("routes added after handler() are invisible to that handler (1.2.3)", async () => {
  const app = new App();
  const before = app.handler();
  app.get("/a", answer);
  const request = new Request("http://localhost/a");
  assert.equal((await before(request)).status, 404);
  assert.equal((await app.handler()(request)).status, 200);
});

Deno.test("without information on the connection a request comes from localhost:1234 (1.2.4)", async () => {
  let info: Deno.ServeHandlerInfo | undefined;
  const app = new App().get("/", (ctx) => {
    info = ctx.info;
    return new Response();
  });
  await send(app, "GET /");
  assert.ok(info);
  const tcp = { transport: "tcp", hostname: "localhost" };
  assert.deepEqual({ ...info.remoteAddr }, { ...tcp, port: 1234 });
  assert.deepEqual({ ...Reflect.get(info, "localAddr") }, { ...tcp, port: 8080 });
});

Deno.test("information on the connection reaches the context (1.2.4)", async () => {
  const info: Deno.ServeHandlerInfo = {
    remoteAddr: { transport: "tcp", hostname: "192.0.2.1", port: 1 },
    completed: Promise.resolve(),
  };
  let seen: unknown;
  const app = new App().get("/", (ctx) => {
    seen = ctx.info;
    return new Response();
  });
  await app.handler()(new Request("http://localhost/"), info);
  assert.equal(seen, info);
});

Deno.test("without a build there are neither file routes nor static files (1.2.4)", async () => {
  const app = new App().use(staticFiles()).fsRoutes().get("/a", (ctx) => ctx.text("a"));
  assert.equal(await reply(app, "GET /a"), "200 a");
  assert.equal(await reply(app, "GET /"), "404 Not Found");
});

Deno.test("without a build handler() throws on Deno Deploy, in production only (1.2.4)", () => {
  Deno.env.set("DENO_DEPLOYMENT_ID", "1");
  try {
    assert.throws(() => new App().handler());
    assert.ok(new App({ mode: "development" }).handler());
  } finally {
    Deno.env.delete("DENO_DEPLOYMENT_ID");
  }
});

/** Listens with an app until its result is disposed of. */
async function serve(app: App<unknown>, options: { port?: number; hostname?: string }) {
  const closing = new AbortController();
  const listening = Promise.withResolvers<Deno.NetAddr>();
  const onListen = listening.resolve;
  assert.equal(await app.listen({ ...options, signal: closing.signal, onListen }), undefined);
  return { address: await listening.promise, [Symbol.dispose]: () => closing.abort() };
}

Deno.test("listen() takes the first free port of 8000 to 8019 on all addresses (1.2.5)", async () => {
  const app = new App().get("/", (ctx) => ctx.text("served"));
  using first = await serve(app, {});
  using second = await serve(app, { port: 0 });
  assert.equal(first.address.hostname, "0.0.0.0");
  assert.ok(first.address.port >= 8000 && second.address.port <= 8019);
  assert.ok(first.address.port < second.address.port);
  const response = await fetch(`http://localhost:${second.address.port}/`);
  assert.equal(await response.text(), "served");
});

Deno.test("listen() throws when the ports 8000 to 8019 are all taken (1.2.5)", async () => {
  using stack = new DisposableStack();
  for (let port = 8000; port < 8020; port++) {
    try {
      stack.use(Deno.listen({ port }));
    } catch (error) {
      assert.ok(error instanceof Deno.errors.AddrInUse); // taken by another process: as good
    }
  }
  await assert.rejects(() => new App().listen(), Deno.errors.AddrInUse);
});

Deno.test("listen() takes port and address, and its signal stops it (1.2.5)", async () => {
  const app = new App().get("/", (ctx) => ctx.text("served"));
  const port = freePort();
  const url = `http://127.0.0.1:${port}/`;
  {
    using server = await serve(app, { port, hostname: "127.0.0.1" });
    assert.deepEqual({ ...server.address }, { transport: "tcp", hostname: "127.0.0.1", port });
    assert.equal(await (await fetch(url)).text(), "served");
  }
  await assert.rejects(() => fetch(url), TypeError);
});

Deno.test("listen() prints the local URL with the base path (1.2.5)", async () => {
  const { mock: log } = mock.method(console, "log", () => {});
  const closing = new AbortController();
  const port = freePort();
  try {
    await new App({ basePath: "/b" }).listen({ port, signal: closing.signal });
    const printed = log.calls.map((call) => call.arguments.join(" ")).join("\n");
    assert.ok(printed.includes(`http://localhost:${port}/b`), printed);
  } finally {
    closing.abort();
    log.restore();
  }
});

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ port: 0 });
  return listener.addr.port;
}

interface State {
  user: string;
}

Deno.test("the functions of createDefine() return their argument (1.3.1)", () => {
  const define = createDefine<State>();
  const handlers = { GET: () => page(1) };
  const handler = () => page(1);
  const component = () => <p />;
  const middleware = () => new Response();
  const list = [middleware];
  assert.equal(define.handlers(handlers), handlers);
  assert.equal(define.handlers(handler), handler);
  assert.equal(define.page(component), component);
  assert.equal(define.layout(component), component);
  assert.equal(define.middleware(middleware), middleware);
  assert.equal(define.middleware(list), list);
});

Deno.test("define knows the state, and the data that a page gets from its handler (1.3.1)", async () => {
  const define = createDefine<State>();
  const handler = define.handlers({ GET: (ctx) => page({ greeting: `hello ${ctx.state.user}` }) });
  const component = define.page<typeof handler>(({ data, state }) => (
    <p title={state.user}>{data.greeting.toUpperCase()}</p>
  ));
  const middleware = define.middleware((ctx) => {
    ctx.state.user = "you";
    return ctx.next();
  });
  const app = new App<State>().use(middleware).route("/", { handler, component });
  assert.equal(await bodyOf(await send(app, "GET /")), '<p title="you">HELLO YOU</p>');
});

Deno.test("define.page() takes the data of a handler function (1.3.1)", async () => {
  const define = createDefine<State>();
  const handler = define.handlers(() => page({ count: 1 }));
  const component = define.page<typeof handler>(({ data }) => <p>{data.count.toFixed(1)}</p>);
  const app = new App<State>().route("/", { handler, component });
  assert.equal(await bodyOf(await send(app, "GET /")), "<p>1.0</p>");
});

Deno.test("page() gives data, headers and status (1.3.2)", () => {
  const result = page("a", { headers: { "x-a": "1" }, status: 201 });
  assert.deepEqual({ ...result }, { data: "a", headers: { "x-a": "1" }, status: 201 });
});

Deno.test("page() keeps 0, the empty text and false, and makes null undefined (1.3.2)", () => {
  assert.equal(page(0).data, 0);
  assert.equal(page("").data, "");
  assert.equal(page(false).data, false);
  assert.equal(page(null).data, undefined);
  assert.equal(page().data, undefined);
});

Deno.test("a handler may return page() or an object of its shape (1.3.2)", async () => {
  const result = { data: "a", headers: { "x-a": "1" }, status: 201 };
  for (const handler of [() => page("a", result), () => result]) {
    const app = new App().route("/", { handler, component: ({ data }) => <p>{data}</p> });
    const response = await send(app, "GET /");
    assert.equal(response.status, 201);
    assert.equal(response.headers.get("x-a"), "1");
    assert.equal(await bodyOf(response), "<p>a</p>");
  }
});

Deno.test("an HttpError is an Error with a status, a message and a cause (1.3.3)", () => {
  const cause = new Error("cause");
  const error = new HttpError(404, "No such thing", { cause });
  assert.ok(error instanceof Error);
  assert.equal(error.name, "HttpError");
  assert.equal(error.status, 404);
  assert.equal(error.message, "No such thing");
  assert.equal(error.cause, cause);
});

Deno.test("the message of an HttpError is empty by default (1.3.3)", () => {
  assert.equal(new HttpError(404).message, "");
});

Deno.test("the type of HttpError takes known error codes only (1.3.3)", () => {
  // @ts-expect-error: 200 is no error
  assert.equal(new HttpError(200).status, 200);
});
