import assert from "node:assert/strict";
import { computed, signal, useSignal } from "@preact/signals";
import { App, type Context, HttpError, type Middleware, page, type PageProps } from "fresh";
import { Head } from "fresh/runtime";
import { type ComponentChildren, Fragment, h } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { bodyOf, captureErrors, send } from "./support.ts";

type AnyProps = PageProps<unknown>;

/** The page that `GET /` of an app answers with. */
async function htmlOf(app: App<unknown>): Promise<string> {
  return await (await send(app, "GET /")).text();
}

/** The page of an app whose only route renders this element. */
async function rendered(vnode: ReturnType<typeof h>): Promise<string> {
  return await htmlOf(new App().get("/", (ctx) => ctx.render(vnode)));
}

/** What stands between `<body>` and `</body>` when this is the content of the page. */
async function renderedBody(content: ComponentChildren): Promise<string | undefined> {
  return /<body>(.*)<\/body>/s.exec(await rendered(h(Fragment, null, content)))?.[1];
}

/** What stands between `<head>` and `</head>`, without nonces. */
function headIn(html: string): string | undefined {
  return /<head>(.*)<\/head>/s.exec(html)?.[1]?.replaceAll(/ nonce="\w+"/g, "");
}

/** The values of all nonces, in order. */
function noncesIn(html: string): string[] {
  return Array.from(html.matchAll(/ nonce="([^"]*)"/g), ([, nonce = ""]) => nonce);
}

/** A layout: an element of this name around what it holds. */
function around(Name: "main" | "section" | "div") {
  return ({ Component }: AnyProps) => (
    <Name>
      <Component />
    </Name>
  );
}

/** A wrapper with a head of its own. */
function documentWith(head: ComponentChildren) {
  return ({ Component }: AnyProps) => (
    <html>
      <head>{head}</head>
      <body>
        <Component />
      </body>
    </html>
  );
}

Deno.test("a page is sent whole, as HTML with a doctype (4.1)", async () => {
  const response = await send(new App().get("/", (ctx) => ctx.render(<p>a</p>)), "GET /");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  assert.match(await response.text(), /^<!DOCTYPE html>/);
});

Deno.test("a page keeps the status, its text and the headers it is given (4.1)", async () => {
  const app = new App().get("/", (ctx) =>
    ctx.render(<p />, {
      status: 418,
      statusText: "Short",
      headers: [
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
        ["content-type", "text/plain"],
        ["x-a", "1"],
      ],
    }));
  const { status, statusText, headers } = await send(app, "GET /");
  assert.deepEqual([status, statusText], [418, "Short"]);
  assert.deepEqual(headers.getSetCookie(), ["a=1", "b=2"]);
  assert.equal(headers.get("x-a"), "1");
  assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
});

Deno.test("a page with a status that forbids a body fails (4.1)", async () => {
  using _errors = captureErrors();
  for (const status of [204, 304]) {
    const app = new App().get("/", (ctx) => ctx.render(<p />, { status }));
    assert.equal((await send(app, "GET /")).status, 500);
  }
});

Deno.test("the wrapper holds the outer layout, that the inner one, and that the page (4.3)", async () => {
  const app = new App().appWrapper(around("main")).layout("*", around("section"))
    .layout("/a", around("div")).route("/a/b", { component: () => <p /> });
  assert.equal(
    await bodyOf(await send(app, "GET /a/b")),
    "<main><section><div><p></p></div></section></main>",
  );
});

Deno.test("wrapper, layout and page have the properties of the request (4.3)", async () => {
  const seen: AnyProps[] = [];
  const app = new App().appWrapper((props: AnyProps) => {
    seen.push(props);
    return <props.Component />;
  }).layout("*", (props: AnyProps) => {
    seen.push(props);
    return <props.Component />;
  }).route("/:id", {
    component: (props) => {
      seen.push(props);
      return <p />;
    },
  });
  await send(app, "GET /1?q=2");
  assert.equal(seen.length, 3);
  for (const props of seen) {
    assert.equal(props.url.search, "?q=2");
    assert.equal(props.req.url, "http://localhost/1?q=2");
    assert.equal(props.params.id, "1");
    assert.equal(props.route, "/:id");
    assert.equal(props.config.mode, "production");
    assert.deepEqual([props.state, props.error, props.isPartial], [{}, null, false]);
    assert.ok(props.info.remoteAddr);
    assert.equal("next" in props, false);
    assert.equal("render" in props, false);
  }
});

Deno.test("the page has the handler's data, layouts and a sync wrapper have null (4.3)", async () => {
  const data: unknown[] = [];
  const record = (props: AnyProps) => {
    data.push(props.data);
    return <props.Component />;
  };
  const app = new App().appWrapper(record).layout("*", record)
    .route("/", { handler: () => page("of the page"), component: record });
  assert.equal(await bodyOf(await send(app, "GET /")), "");
  assert.deepEqual(data, [null, "of the page", null]);
});

Deno.test("html, head and body may be left to the wrapper or to a layout (4.3)", async () => {
  const page = (ctx: Context<unknown>) => ctx.render(<p />);
  const expected =
    '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body class="c"><p></p></body></html>';
  const wholeDocument = ({ Component }: AnyProps) => (
    <html lang="en">
      <head>
        <title>t</title>
      </head>
      <body class="c">
        <Component />
      </body>
    </html>
  );
  assert.equal(await htmlOf(new App().appWrapper(wholeDocument).get("/", page)), expected);
  assert.equal(await htmlOf(new App().layout("*", wholeDocument).get("/", page)), expected);
});

Deno.test("html, head and body are added where nothing brings them (4.4, 10.12)", async () => {
  assert.equal(
    await rendered(
      <>
        <p>a</p>b
      </>,
    ),
    '<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body><p>a</p>b</body></html>',
  );
});

Deno.test("a body alone gets the rest of the document around it (4.4)", async () => {
  assert.equal(
    await rendered(<body class="c">a</body>),
    '<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body class="c">a</body></html>',
  );
});

Deno.test("async page, layout and wrapper are awaited (4.5)", async () => {
  const later = (Name: "main" | "div") => async ({ Component }: AnyProps) => {
    await Promise.resolve();
    return (
      <Name>
        <Component />
      </Name>
    );
  };
  const app = new App().appWrapper(later("main")).layout("*", later("div")).route("/", {
    component: async ({ url }) => {
      await Promise.resolve();
      return <p>{url.pathname}</p>;
    },
  });
  assert.equal(await bodyOf(await send(app, "GET /")), "<main><div><p>/</p></div></main>");
});

Deno.test("an async component may give null: nothing (4.5)", async () => {
  const nothing = async () => await Promise.resolve(null);
  const asPage = new App().layout("*", around("div")).route("/", { component: nothing });
  assert.equal(await bodyOf(await send(asPage, "GET /")), "<div></div>");
  const asLayout = new App().layout("*", nothing).route("/", { component: () => <p /> });
  assert.equal(await bodyOf(await send(asLayout, "GET /")), "");
  const asWrapper = new App().appWrapper(nothing).route("/", { component: () => <p /> });
  assert.equal(await bodyOf(await send(asWrapper, "GET /")), "");
});

Deno.test("an async component may give a response, which is the answer (4.5)", async () => {
  const answer = async () => await Promise.resolve(new Response("instead", { status: 403 }));
  const inner: string[] = [];
  const component = async () => {
    inner.push("page");
    return await Promise.resolve(<p />);
  };
  for (
    const app of [
      new App().appWrapper(around("main")).route("/a", { component: answer }),
      new App().appWrapper(around("main")).layout("*", around("div"))
        .layout("/a", answer).route("/a", { component }),
      new App().appWrapper(answer).route("/a", { component }),
    ]
  ) {
    const response = await send(app, "GET /a");
    assert.equal(response.status, 403);
    assert.equal(await response.text(), "instead");
  }
  assert.deepEqual(inner, ["page", "page"]);
});

Deno.test("a promise or a response of any other component renders nothing (4.5)", async () => {
  const Later = () => Promise.resolve(<b>later</b>) as never;
  const Deep = (async () => await Promise.resolve(<b>deep</b>)) as never as () => null;
  const Answer = () => new Response("answer") as never;
  assert.equal(
    await renderedBody(<p>a{h(Later, null)}{h(Deep, null)}{h(Answer, null)}</p>),
    "<p>a</p>",
  );
  const app = new App().layout("*", around("div")).route("/", { component: Later });
  assert.equal(await bodyOf(await send(app, "GET /")), "<div></div>");
});

Deno.test("an async wrapper receives the context itself (4.5)", async () => {
  let context: Context<unknown> | undefined;
  let received: unknown;
  const app = new App().appWrapper(async (props: AnyProps) => {
    received = props;
    return await Promise.resolve(<props.Component />);
  }).get("/", (ctx) => {
    context = ctx;
    return ctx.render(<p />);
  });
  assert.equal(await bodyOf(await send(app, "GET /")), "<p></p>");
  assert.ok(context);
  assert.equal(received, context);
});

/** Makes components that note their name when they run. */
function createOrder() {
  const names: string[] = [];
  const sync = (name: string) => ({ Component }: AnyProps) => {
    names.push(name);
    return <Component />;
  };
  const later = (name: string) => async ({ Component }: AnyProps) => {
    names.push(name);
    return await Promise.resolve(<Component />);
  };
  return { sync, later, take: () => names.splice(0).join(" ") };
}

Deno.test("async levels run from the page outwards, sync ones inwards with the wrapper last (4.6)", async () => {
  const { sync, later, take } = createOrder();
  const asyncApp = new App().appWrapper(later("wrapper")).layout("*", later("outer"))
    .layout("/a", later("inner")).route("/a", { component: later("page") });
  await send(asyncApp, "GET /a");
  assert.equal(take(), "page inner outer wrapper");

  const syncApp = new App().appWrapper(sync("wrapper")).layout("*", sync("outer"))
    .layout("/a", sync("inner")).route("/a", { component: sync("page") });
  await send(syncApp, "GET /a");
  assert.equal(take(), "outer inner page wrapper");

  const mixedApp = new App().appWrapper(sync("wrapper")).layout("*", sync("outer"))
    .layout("/a", later("inner")).route("/a", { component: sync("page") });
  await send(mixedApp, "GET /a");
  assert.equal(take(), "inner outer page wrapper");
});

interface TitleState {
  title?: string;
}

Deno.test("a sync wrapper sees what a page writes to the state (4.6)", async () => {
  const app = new App<TitleState>()
    .appWrapper(({ Component, state }: PageProps<unknown, TitleState>) => (
      <main title={state.title}>
        <Component />
      </main>
    ))
    .route("/", {
      component: ({ state }) => {
        state.title = "from the page";
        return <p />;
      },
    });
  assert.equal(
    await bodyOf(await send(app, "GET /")),
    '<main title="from the page"><p></p></main>',
  );
});

Deno.test("an async wrapper sees what a page writes to the state if the page is async too (4.6)", async () => {
  const wrapper = async ({ Component, state }: PageProps<unknown, TitleState>) =>
    await Promise.resolve(
      <main>
        {state.title ?? "none"}
        <Component />
      </main>,
    );
  const write = ({ state }: PageProps<unknown, TitleState>) => {
    state.title = "from the page";
    return <p />;
  };
  const app = new App<TitleState>().appWrapper(wrapper)
    .route("/sync", { component: write })
    .route("/async", { component: async (props) => await Promise.resolve(write(props)) });
  assert.equal(await bodyOf(await send(app, "GET /sync")), "<main>none<p></p></main>");
  assert.equal(await bodyOf(await send(app, "GET /async")), "<main>from the page<p></p></main>");
});

Deno.test("ctx.render() in middleware uses the layouts of the scopes entered so far (4.6)", async () => {
  const stop: Middleware<unknown> = (ctx) => ctx.render(<b />);
  const pass: Middleware<unknown> = (ctx) => ctx.url.search ? ctx.next() : ctx.render(<i />);
  const app = new App().appWrapper(around("main")).layout("*", around("section")).use(pass)
    .layout("/a", around("div")).use("/a", stop).get("/a", (ctx) => ctx.render(<p />));
  assert.equal(
    await bodyOf(await send(app, "GET /a")),
    "<main><section><i></i></section></main>",
  );
  assert.equal(
    await bodyOf(await send(app, "GET /a?on")),
    "<main><section><div><b></b></div></section></main>",
  );
});

Deno.test("an error in any component goes to the error page, and the next request is well (4.6)", async () => {
  const fail = ({ url, Component }: AnyProps) => {
    if (url.search) throw new HttpError(418, "expected");
    return <Component />;
  };
  const failLater = async (props: AnyProps) => await Promise.resolve(fail(props));
  const Deep = ({ on }: { on: boolean }) => {
    if (on) throw new HttpError(418, "expected");
    return <p />;
  };
  const answer = (ctx: Context<unknown>) => ctx.text(`caught ${(ctx.error as Error).message}`);
  for (
    const app of [
      new App().onError("*", answer).appWrapper(fail).get("/", (ctx) => ctx.render(<p />)),
      new App().onError("*", answer).appWrapper(failLater).get("/", (ctx) => ctx.render(<p />)),
      new App().onError("*", answer).layout("*", fail).get("/", (ctx) => ctx.render(<p />)),
      new App().onError("*", answer).layout("*", failLater).get("/", (ctx) => ctx.render(<p />)),
      new App().onError("*", answer).route("/", { component: fail }),
      new App().onError("*", answer).route("/", { component: failLater }),
      new App().onError("*", answer)
        .route("/", { component: ({ url }) => <Deep on={url.search !== ""} /> }),
    ]
  ) {
    assert.equal(await (await send(app, "GET /?fail")).text(), "caught expected");
    assert.match(await htmlOf(app), /^<!DOCTYPE html>/);
  }
});

Deno.test("ctx.render() rejects with the error of a component (4.6)", async () => {
  const Fail = () => {
    throw new Error("expected");
  };
  const app = new App().get("/", async (ctx) => {
    await assert.rejects(() => ctx.render(<Fail />), /expected/);
    return ctx.text("went on");
  });
  assert.equal(await htmlOf(app), "went on");
});

Deno.test("hooks and signals run once, effects not at all (4.7)", async () => {
  const ran: string[] = [];
  function Hooks() {
    const [state] = useState(() => {
      ran.push("state");
      return 1;
    });
    const memo = useMemo(() => state + 1, [state]);
    const count = useSignal(memo + 1);
    useEffect(() => {
      ran.push("effect");
    });
    ran.push("render");
    return <p>{state} {memo} {count}</p>;
  }
  assert.equal(await renderedBody(<Hooks />), "<p>1 2 3</p>");
  assert.deepEqual(ran, ["state", "render"]);
});

Deno.test("signals render their value, as children and as attributes (4.7)", async () => {
  const name = signal("a<b");
  const twice = computed(() => name.value.repeat(2));
  assert.equal(
    await renderedBody(<p title={name}>{name}</p>),
    '<p title="a&lt;b">a&lt;b</p>',
  );
  assert.equal(
    await renderedBody(h("p", { title: twice }, twice)),
    '<p title="a&lt;ba&lt;b">a&lt;ba&lt;b</p>',
  );
});

Deno.test("text and attributes are escaped (4.7, 10.11)", async () => {
  const text = `<script>&"'`;
  const escaped = `&lt;script>&amp;&quot;'`;
  const expected = `<p title="${escaped}">${escaped}</p>`;
  assert.equal(await renderedBody(<p title={text}>{text}</p>), expected);
  assert.equal(await renderedBody(h("p", { title: text }, text)), expected);
});

Deno.test("null, undefined, true and false print nothing, numbers print their digits (4.7, 10.11)", async () => {
  const nothing = [null, undefined, true, false];
  assert.equal(await renderedBody(<p>{nothing}{0}{1n}</p>), "<p>01</p>");
  assert.equal(await renderedBody(h("p", null, ...nothing, 0, 1n)), "<p>01</p>");
});

Deno.test("event handlers, functions, false, null and undefined are no attributes (4.7)", async () => {
  const run = () => {};
  const props = { onClick: run, run, hidden: false, title: null, id: undefined };
  assert.equal(await renderedBody(h("p", props)), "<p></p>");
  const precompiled = await renderedBody(
    <p onClick={run} hidden={false} title={undefined} id={undefined}>a</p>,
  );
  assert.match(precompiled ?? "", /^<p *>a<\/p>$/);
});

Deno.test("dangerouslySetInnerHTML is raw (4.7)", async () => {
  const __html = "<b>&</b>";
  assert.equal(
    await renderedBody(h("p", { dangerouslySetInnerHTML: { __html } })),
    "<p><b>&</b></p>",
  );
});

Deno.test("every script and style has the nonce of its page (4.8)", async () => {
  const html = await rendered(
    <html>
      <head>
        <script src="/a.js" />
        <style>a</style>
        <link rel="stylesheet" href="/a.css" />
      </head>
      <body>
        <Head>
          <script key="b" src="/b.js" />
        </Head>
        <script type="application/json">{"{}"}</script>
        <style>b</style>
      </body>
    </html>,
  );
  const nonces = noncesIn(html);
  assert.equal(nonces.length, html.match(/<(script|style)/g)?.length);
  assert.equal(new Set(nonces).size, 1);
  assert.match(nonces[0] ?? "", /^[0-9a-f]{32}$/);
  assert.doesNotMatch(html, /<link[^>]*nonce/);
});

Deno.test("a script in Head has the nonce too (4.8)", async () => {
  const html = await rendered(
    <p>
      <Head>
        <script src="/a.js" />
      </Head>
      <style>a</style>
    </p>,
  );
  const nonces = noncesIn(html);
  assert.equal(nonces.length, 2);
  assert.equal(nonces[0], nonces[1]);
});

Deno.test("a nonce of its own stays, an empty one does not (4.8)", async () => {
  const own = await rendered(<script nonce="own" src="/a.js" />);
  assert.deepEqual(noncesIn(own), ["own"]);
  const empty = await rendered(<script nonce="" src="/a.js" />);
  assert.match(noncesIn(empty).join(" "), /^[0-9a-f]{32}$/);
});

Deno.test("each page has a nonce of its own, of an element used again too (4.8)", async () => {
  const script = <script src="/a.js" />;
  const app = new App().get("/", (ctx) => ctx.render(script));
  const nonces = [...noncesIn(await htmlOf(app)), ...noncesIn(await htmlOf(app))];
  assert.equal(nonces.length, 2);
  assert.notEqual(nonces[0], nonces[1]);
});

Deno.test("a page without islands has neither a script nor a Link header (4.9)", async () => {
  const response = await send(new App().get("/", (ctx) => ctx.render(<p />)), "GET /");
  assert.equal(response.headers.get("link"), null);
  assert.doesNotMatch(await response.text(), /<script|modulepreload/);
});

Deno.test("Head moves its elements to the end of the head, and leaves the rest in place (4.10)", async () => {
  const html = await rendered(
    <main>
      <Head>
        <title>t</title>
        <meta name="a" content="b" />
        <link rel="icon" href="/i.png" />
        <base href="/" />
        <style>p</style>
        <script src="/a.js" />
        <noscript>n</noscript>
        <template>u</template>
        <p>stays</p>
        <i>too</i>
      </Head>
    </main>,
  );
  assert.match(html, /<body><main><p>stays<\/p><i>too<\/i><\/main><\/body>/);
  assert.equal(
    headIn(html),
    '<meta charset="utf-8"/><title>t</title><meta name="a" content="b"/>' +
      '<link rel="icon" href="/i.png"/><base href="/"/><style>p</style>' +
      '<script src="/a.js"></script><noscript>n</noscript><template>u</template>',
  );
});

Deno.test("Head works in page, layout and component, with the wrapper's head (4.10)", async () => {
  const Named = ({ name }: { name: string }) => (
    <Head>
      <meta name={name} content="c" />
    </Head>
  );
  const app = new App().appWrapper(documentWith(<meta name="wrapper" content="c" />))
    .layout("*", ({ Component }: AnyProps) => (
      <div>
        <Head>
          <meta name="layout" content="c" />
        </Head>
        <Component />
      </div>
    ))
    .route("/", {
      component: () => (
        <p>
          <Head>
            <meta name="page" content="c" />
          </Head>
          <Named name="component" />
        </p>
      ),
    });
  const html = await htmlOf(app);
  assert.equal(
    headIn(html),
    ["wrapper", "layout", "page", "component"]
      .map((name) => `<meta name="${name}" content="c"/>`).join(""),
  );
  assert.match(html, /<body><div><p><\/p><\/div><\/body>/);
});

Deno.test("Head works in async pages and layouts too (4.10)", async () => {
  const app = new App().appWrapper(documentWith(<meta charset="utf-8" />))
    .route("/", {
      component: async () =>
        await Promise.resolve(
          <Head>
            <title>later</title>
          </Head>,
        ),
    });
  assert.equal(headIn(await htmlOf(app)), '<meta charset="utf-8"/><title>later</title>');
});

Deno.test("an element of Head replaces the wrapper's of the same identity, in place (4.11)", async () => {
  const app = new App().appWrapper(documentWith(
    <>
      <title>wrapper</title>
      <style>wrapper</style>
      <meta name="description" content="wrapper" />
      <link rel="icon" href="/wrapper.png" />
      <script key="k" src="/wrapper.js" />
      <meta name="last" content="wrapper" />
    </>,
  )).get("/", (ctx) =>
    ctx.render(
      <Head>
        <script key="k" src="/page.js" />
        <link rel="icon" href="/page.png" />
        <meta name="description" content="page" />
        <style>page</style>
        <title lang="en">page</title>
      </Head>,
    ));
  assert.equal(
    headIn(await htmlOf(app)),
    '<title lang="en">page</title><style>page</style><meta name="description" content="page"/>' +
      '<link rel="icon" href="/page.png"/><script src="/page.js" data-key="k"></script>' +
      '<meta name="last" content="wrapper"/>',
  );
});

Deno.test("elements of Head of another identity stand beside the wrapper's (4.11)", async () => {
  const app = new App().appWrapper(documentWith(
    <>
      <meta name="a" content="1" />
      <link rel="icon" href="/a.png" />
      <style>same</style>
    </>,
  )).get("/", (ctx) =>
    ctx.render(
      <Head>
        <meta name="b" content="1" />
        <link rel="icon" sizes="any" href="/a.png" />
        <style media="print">same</style>
        <meta name="a" content="1" key="k" />
      </Head>,
    ));
  assert.equal(
    headIn(await htmlOf(app)),
    '<meta name="a" content="1"/><link rel="icon" href="/a.png"/><style>same</style>' +
      '<meta name="b" content="1"/><link rel="icon" sizes="any" href="/a.png"/>' +
      '<style media="print">same</style><meta name="a" content="1" data-key="k"/>',
  );
});

Deno.test("among several Heads the last rendered wins (4.11)", async () => {
  const Title = ({ name }: { name: string }) => (
    <Head>
      <title>{name}</title>
    </Head>
  );
  const before = ({ Component }: AnyProps) => (
    <div>
      <Title name="layout" />
      <Component />
    </div>
  );
  const after = ({ Component }: AnyProps) => (
    <div>
      <Component />
      <Title name="layout" />
    </div>
  );
  const component = () => <Title name="page" />;
  const titleOf = async (app: App<unknown>) => headIn(await htmlOf(app));
  assert.equal(
    await titleOf(new App().layout("*", before).route("/", { component })),
    '<meta charset="utf-8"/><title>page</title>',
  );
  assert.equal(
    await titleOf(new App().layout("*", after).route("/", { component })),
    '<meta charset="utf-8"/><title>layout</title>',
  );
});

Deno.test("elements made once and used for many pages keep nothing of a page (4.11)", async () => {
  const wrapper = documentWith(<title>wrapper</title>);
  const document = (
    <html>
      <head>
        <title>document</title>
      </head>
      <body>a</body>
    </html>
  );
  const app = new App().get("/document", (ctx) => ctx.render(document)).appWrapper(wrapper)
    .get("/titled", (ctx) =>
      ctx.render(
        <Head>
          <title>page</title>
        </Head>,
      )).get("/", (ctx) => ctx.render(<p />));
  const pageOf = async (path: string) => await (await send(app, `GET ${path}`)).text();
  const [first, firstDocument] = [await pageOf("/"), await pageOf("/document")];
  assert.equal(headIn(await pageOf("/titled")), "<title>page</title>");
  assert.equal(await pageOf("/"), first);
  assert.equal(await pageOf("/document"), firstDocument);
});
