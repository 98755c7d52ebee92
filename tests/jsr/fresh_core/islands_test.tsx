import assert from "node:assert/strict";
import { computed, Signal, signal } from "@preact/signals";
import { App, type Context, type PageProps } from "fresh";
import { Builder } from "fresh/dev";
import { type ComponentChildren, Fragment, h, type VNode } from "preact";
// What the browser runs, to read what the server wrote.
import { reviver } from "../../../jsr/fresh_core/src/runtime/revive.ts";
import { Box, BOX_LABEL } from "./fixture/islands/Box.tsx";
import Data, { Other } from "./fixture/islands/Data.tsx";
import { Frame } from "./fixture/islands/Frame.tsx";
import MapIsland from "./fixture/islands/Map.tsx";
import MoreData from "./fixture/islands/more/Data.tsx";
import { Nothing, Several, Text } from "./fixture/islands/Shapes.tsx";
import { Local } from "./fixture/routes/a/(_islands)/Local.tsx";
import { building } from "./project.ts";
import { captureErrors, send } from "./support.ts";

const builder = new Builder({ root: new URL("./fixture/", import.meta.url).href });
let built: ReturnType<Builder["build"]> | undefined;

/** Makes an app know the islands of the fixture, which are built once. */
async function withIslands<State>(app: App<State>): Promise<App<State>> {
  built ??= building(() => builder.build({ snapshot: "memory" }));
  (await built)(app);
  return app;
}

/** The page of an app whose only route renders this element. */
async function rendered(vnode: VNode): Promise<string> {
  const app = await withIslands(new App().get("/", (ctx) => ctx.render(vnode)));
  const response = await send(app, "GET /");
  assert.equal(response.status, 200);
  return await response.text();
}

/** The body without what a reader does not see: comments, templates and the boot script. */
function visible(html: string): string | undefined {
  return /<body>(.*)<\/body>/s.exec(html)?.[1]
    ?.replaceAll(/<!--.*?-->|<template.*<\/template>|<script.*<\/script>/gs, "");
}

/** The boot script: an inline module at the end of the body. */
function bootScript(html: string): { nonce: string | undefined; code: string } {
  const script =
    /<script type="module"(?: nonce="(\w+)")?>((?:(?!<\/script>).)*)<\/script><\/body>/s
      .exec(html);
  assert.ok(script, html);
  return { nonce: script[1], code: script[2] ?? "" };
}

/** Names and paths that the boot script imports, such as "Box from Box.js". */
function imported(html: string): string[] {
  const { code } = bootScript(html);
  return Array.from(
    code.matchAll(/import\{(\w+)(?: as \w+)?\}from"([^"]+)"/g),
    ([, name, path]) => `${name} from ${path?.replace(scripts(), "")}`,
  );
}

/** Path of the browser's code. */
function scripts(): string {
  return `/_fresh/js/${builder.config.buildId}/`;
}

/** Stands for the content of a slot where there is no document. */
class SlotContent {
  constructor(readonly id: number) {}
}

/** The islands of a page as the browser reads them, each with its props and its key. */
function received(html: string): { props: Record<string, unknown>; key: unknown }[] {
  const table = /boot\(\[[\w,]*\],(.*)\)$/s.exec(bootScript(html).code)?.[1];
  const revive = reviver(JSON.parse(table ?? ""), (id) => new SlotContent(id));
  const uses = revive(0) as [component: number, props: Record<string, unknown>, key: unknown][];
  return uses.map(([, props, key]) => ({ props, key }));
}

/** What the browser gets for a value that the server passes to an island. */
async function roundTrip(value: unknown): Promise<unknown> {
  return received(await rendered(<Data value={value} />))[0]?.props.value;
}

/** The status of a page with this content, which may fail. */
async function statusOf(vnode: VNode): Promise<number> {
  using _errors = captureErrors();
  const app = await withIslands(new App().get("/", (ctx) => ctx.render(vnode)));
  const response = await send(app, "GET /");
  await response.body?.cancel();
  return response.status;
}

Deno.test("every exported function of an island file is an island, named or default (5.1)", async () => {
  const html = await rendered(
    <main>
      <Box />
      <Data />
      <Other />
      <Local />
      {BOX_LABEL}
    </main>,
  );
  assert.deepEqual(imported(html), [
    "boot from fresh-runtime.js",
    "Box from Box.js",
    "default from Data.js",
    "Other from Data.js",
    "Local from Local.js",
  ]);
});

Deno.test("a component of another file is no island (5.1)", async () => {
  const Other = () => <b>other</b>;
  assert.doesNotMatch(await rendered(<Other />), /<script|<!--/);
});

Deno.test("islands stand in pages, layouts, wrapper and error page (5.1)", async () => {
  using _errors = captureErrors();
  const around = ({ Component }: PageProps<unknown>) => (
    <div>
      <Data />
      <Component />
    </div>
  );
  const later = async (props: PageProps<unknown>) => await Promise.resolve(around(props));
  const fail = () => {
    throw new Error("expected");
  };
  const errorPage = (ctx: Context<unknown>) => ctx.render(<Data />);
  for (
    const app of [
      new App().route("/", { component: () => <Data /> }),
      new App().route("/", { component: async () => await Promise.resolve(<Data />) }),
      new App().layout("*", around).route("/", { component: () => <p /> }),
      new App().layout("*", later).route("/", { component: () => <p /> }),
      new App().appWrapper(around).route("/", { component: () => <p /> }),
      new App().appWrapper(later).route("/", { component: () => <p /> }),
      new App().onError("*", errorPage).get("/", fail),
    ]
  ) {
    const html = await (await send(await withIslands(app), "GET /")).text();
    assert.deepEqual(imported(html), ["boot from fresh-runtime.js", "default from Data.js"]);
    assert.equal(received(html).length, 1);
  }
});

Deno.test("files of one name, and of the name of a global, are told apart (5.2)", async () => {
  const html = await rendered(
    <main>
      <Data />
      <MoreData />
      <MapIsland />
    </main>,
  );
  assert.equal(visible(html), "<main><b>data</b><b>more data</b><b>map of 0</b></main>");
  const [, ...islands] = imported(html);
  assert.equal(new Set(islands).size, 3);
});

Deno.test("an island renders like any component, without more elements (5.3)", async () => {
  const html = await rendered(
    <main>
      a<Box>b</Box>c<Nothing />d<Text />e<Several />f
    </main>,
  );
  assert.equal(
    visible(html),
    "<main>a<section>b</section>cdtexte<b>1</b><b>2</b>f</main>",
  );
});

Deno.test("one inline module at the end of the body boots the islands of the page (5.4)", async () => {
  const html = await rendered(
    <html>
      <head>
        <script src="/a.js" />
      </head>
      <body>
        <Data />
        <Data />
        <footer />
      </body>
    </html>,
  );
  assert.deepEqual(imported(html), ["boot from fresh-runtime.js", "default from Data.js"]);
  assert.equal(html.match(/type="module"/g)?.length, 1);
  assert.match(bootScript(html).nonce ?? "", /^[0-9a-f]{32}$/);
  assert.match(html, new RegExp(`<script [^>]*src="/a.js" nonce="${bootScript(html).nonce}"`));
});

Deno.test("each page of an app loads what it uses (5.4, 5.11)", async () => {
  const app = await withIslands(
    new App().get("/data", (ctx) => ctx.render(<Data />))
      .get("/other", (ctx) => ctx.render(<Other />)).get("/none", (ctx) => ctx.render(<p />)),
  );
  const handler = app.handler();
  const pageOf = async (path: string) =>
    await (await handler(new Request(`http://localhost${path}`))).text();
  for (const name of ["default", "Other", "default"]) {
    const html = await pageOf(name === "Other" ? "/other" : "/data");
    assert.deepEqual(imported(html), ["boot from fresh-runtime.js", `${name} from Data.js`]);
  }
  assert.doesNotMatch(await pageOf("/none"), /<script/);
});

Deno.test("a page without islands has no script and no Link header (4.9, 5.4)", async () => {
  const app = await withIslands(new App().get("/", (ctx) => ctx.render(<p />)));
  const response = await send(app, "GET /");
  assert.equal(response.headers.get("link"), null);
  assert.doesNotMatch(await response.text(), /<script/);
});

Deno.test("an island of another island's own code is a plain component of it (5.5)", async () => {
  const html = await rendered(<Frame />);
  assert.equal(visible(html), "<div><b>data</b></div>");
  assert.deepEqual(imported(html), ["boot from fresh-runtime.js", "Frame from Frame.js"]);
  assert.equal(received(html).length, 1);
});

Deno.test("an island in a slot is imported and has its props, at any depth (5.5, 5.10)", async () => {
  const html = await rendered(
    <Frame>
      <p>
        <Box aside={<Other value={3} />} value={2}>
          <Data value={1} />
        </Box>
      </p>
    </Frame>,
  );
  assert.equal(
    visible(html),
    "<div><b>data</b><p><section><b>data</b><i>other</i></section></p></div>",
  );
  assert.deepEqual(imported(html), [
    "boot from fresh-runtime.js",
    "Frame from Frame.js",
    "Box from Box.js",
    "default from Data.js",
    "Other from Data.js",
  ]);
  assert.deepEqual(received(html).map(({ props }) => props.value), [undefined, 2, 1, 3]);
});

Deno.test("an object or signal that several islands get is one in the browser (5.6)", async () => {
  const shared = { object: { a: 1 }, count: signal(1) };
  const html = await rendered(
    <main>
      <Data value={shared.object} />
      <Data value={[shared.object, shared.count]} />
      <Box value={shared.count}>
        <Data value={shared} />
      </Box>
      <Box open={false} aside={<Other value={shared} />} />
    </main>,
  );
  const [object, list, count, inSlot, , hidden] = received(html).map(({ props }) => props.value);
  assert.deepEqual(object, { a: 1 });
  assert.ok(count instanceof Signal);
  for (const place of [list, Object.values(inSlot ?? {}), Object.values(hidden ?? {})]) {
    assert.ok(Array.isArray(place));
    assert.equal(place[0], object);
    assert.equal(place[1], count);
  }
});

const VALUES: Readonly<Record<string, unknown>> = {
  "a text": "text ü \u{1f600} \n \0",
  "the empty text": "",
  true: true,
  false: false,
  "an integer": 42,
  "a fraction": -1.5e-7,
  NaN: NaN,
  Infinity: Infinity,
  "-Infinity": -Infinity,
  "-0": -0,
  "a bigint": 2n ** 70n,
  "a negative bigint": -1n,
  null: null,
  undefined: undefined,
  "an empty array": [],
  "an array": [1, "a", null, undefined, [2]],
  // deno-lint-ignore no-sparse-arrays -- holes are what it is about
  "an array with holes": [1, , 3, ,],
  "an empty object": {},
  "an object": { a: 1, b: { c: undefined }, "d e": null, 1: 2 },
  "an object with names of the language": { toString: 1, hasOwnProperty: 2, length: 3, then: 4 },
  "a date": new Date("2026-01-02T03:04:05.006Z"),
  "an invalid date": new Date(NaN),
  "a URL": new URL("https://user@example.com:8080/a?b=c#d"),
  "a regular expression": /a\/"<\/script>(?<n>b)/giu,
  "an empty map": new Map(),
  "a map": new Map<unknown, unknown>([["a", 1], [{ b: 2 }, new Set([3])], [NaN, undefined]]),
  "a map of arrays": new Map([[["key"], ["value", ["deep"]]]]),
  "a set": new Set<unknown>([1, "a", { b: 2 }, undefined, [1]]),
  "bytes": Uint8Array.of(0, 1, 127, 128, 255),
  "no bytes": new Uint8Array(),
  "all at once": { map: new Map([["dates", [new Date(0)]]]), list: [{ n: 1n }, new Set([NaN])] },
};

for (const [name, value] of Object.entries(VALUES)) {
  Deno.test(`${name} reaches the browser unchanged (5.7)`, async () => {
    assert.deepEqual(await roundTrip(value), value);
  });
}

Deno.test("undefined is kept as a property (5.7)", async () => {
  const html = await rendered(<Data value={undefined} />);
  assert.deepEqual(Object.keys(received(html)[0]?.props ?? {}), ["value"]);
});

Deno.test("many bytes reach the browser (5.7)", async () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
  assert.deepEqual(await roundTrip(bytes), bytes);
});

Deno.test("an object that is deep, but not without end, reaches the browser (5.7)", async () => {
  let deep: unknown = "end";
  for (let depth = 0; depth < 500; depth++) deep = { deep };
  assert.deepEqual(await roundTrip(deep), deep);
});

Deno.test("no text can end the script or break the page (5.7)", async () => {
  for (
    const text of [
      "</script><script>alert(1)</script>",
      "</SCRIPT >",
      "<!--<script>",
      "-->",
      "]]>",
      "\u2028\u2029",
      "`${1}\\\"'",
      "<!--/fresh-->",
      "$& $1 $$ $` $'",
    ]
  ) {
    const value = { [text]: text, map: new Map([[text, new Set([text])]]), count: signal(text) };
    const html = await rendered(<Data value={value} />);
    assert.doesNotMatch(bootScript(html).code, /</);
    assert.equal(visible(html), "<b>data</b>");
    const { count, ...rest } = received(html)[0]?.props.value as typeof value;
    assert.deepEqual(rest, { [text]: text, map: value.map });
    assert.equal(count.peek(), text);
  }
});

Deno.test("a property __proto__ reaches no prototype (5.7)", async () => {
  const value = await roundTrip(JSON.parse('{ "__proto__": { "admin": true }, "a": 1 }'));
  assert.ok(typeof value === "object" && value !== null);
  assert.deepEqual(Object.entries(value), [["a", 1]]);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
});

Deno.test("a signal reaches the browser writable, from its value (5.7)", async () => {
  const made = await roundTrip(signal({ a: [1] })) as Signal<unknown>;
  assert.ok(made instanceof Signal);
  assert.deepEqual(made.value, { a: [1] });
  made.value = 2;
  assert.equal(made.value, 2);
});

Deno.test("a signal of a signal reaches the browser (5.7)", async () => {
  const made = await roundTrip(signal(signal("inner"))) as Signal<Signal<string>>;
  assert.equal(made.peek().peek(), "inner");
});

Deno.test("a computed signal reaches the browser frozen (5.7)", async () => {
  const source = signal(2);
  const made = await roundTrip(computed(() => source.value * 2)) as Signal<number>;
  assert.ok(made instanceof Signal);
  assert.equal(made.value, 4);
  assert.throws(() => made.value = 5);
});

Deno.test("circles through objects and arrays reach the browser (5.7)", async () => {
  const object: Record<string, unknown> = { name: "a" };
  object.self = object;
  object.list = [object];
  const made = await roundTrip(object) as typeof object;
  assert.equal(made.self, made);
  assert.deepEqual((made.list as unknown[])[0], made);

  const list: unknown[] = [1];
  list.push(list, { list });
  const madeList = await roundTrip(list) as typeof list;
  assert.equal(madeList[1], madeList);
  assert.equal((madeList[2] as { list: unknown }).list, madeList);
});

Deno.test("circles through maps, sets and signals reach the browser (5.7)", async () => {
  const object: Record<string, unknown> = {};
  object.map = new Map([["object", object]]);
  object.set = new Set([object]);
  object.signal = signal(object);
  const made = await roundTrip(object) as {
    map: Map<string, unknown>;
    set: Set<unknown>;
    signal: Signal<unknown>;
  };
  assert.equal(made.map.get("object"), made);
  assert.ok(made.set.has(made));
  assert.equal(made.signal.peek(), made);
});

Deno.test("safer: a circle of maps or sets alone does not keep the page from starting (5.9)", async () => {
  const map = new Map<string, unknown>();
  const set = new Set<unknown>([map]);
  map.set("map", map).set("set", set);
  const made = await roundTrip(map) as typeof map;
  assert.equal(made.get("map"), made);
  assert.ok((made.get("set") as typeof set).has(made));
});

Deno.test("a circle through a computed signal reaches the browser (5.7)", async () => {
  const object: Record<string, unknown> = {};
  object.signal = computed(() => object);
  const made = await roundTrip(object) as { signal: Signal<unknown> };
  assert.equal(made.signal.peek(), made);
});

Deno.test("one object at two places of the props is one in the browser (5.7)", async () => {
  const [one, date] = [{ a: 1 }, new Date(0)];
  const made = await roundTrip({ list: [one, one], one, dates: [date, date] }) as {
    list: unknown[];
    one: unknown;
    dates: unknown[];
  };
  assert.equal(made.list[0], made.list[1]);
  assert.equal(made.list[0], made.one);
  assert.equal(made.dates[0], made.dates[1]);
});

Deno.test("a function in the props fails, wherever it stands (5.8)", async () => {
  const run = () => {};
  assert.equal(await statusOf(<Data value={run} />), 500);
  assert.equal(await statusOf(<Data value={{ a: [run] }} />), 500);
  assert.equal(await statusOf(<Data value={new Map([["a", run]])} />), 500);
  assert.equal(await statusOf(<Data value={signal(run)} />), 500);
  assert.equal(
    await statusOf(
      <Box open={false}>
        <Data value={run} />
      </Box>,
    ),
    500,
  );
  assert.equal(await statusOf(<Data value={class {}} />), 500);
});

Deno.test("a function in the props goes to the error page, and the next page is well (5.8)", async () => {
  const app = await withIslands(
    new App().onError("*", (ctx) => ctx.text(`caught ${ctx.error instanceof Error}`))
      .get("/", (ctx) => ctx.render(<Data value={ctx.url.search ? () => {} : 1} />)),
  );
  assert.equal(await (await send(app, "GET /?fail")).text(), "caught true");
  assert.equal(received(await (await send(app, "GET /")).text())[0]?.props.value, 1);
});

Deno.test("instances of classes become plain objects (5.8)", async () => {
  class Point {
    readonly x = 1;
    #hidden = 2;
    get sum() {
      return this.x + this.#hidden;
    }
    move() {}
  }
  const made = await roundTrip(new Point());
  assert.deepEqual(made, { x: 1 });
  assert.ok(made);
  assert.equal(Object.getPrototypeOf(made), Object.prototype);
});

Deno.test("errors and buffers become empty, other typed arrays plain objects (5.8)", async () => {
  assert.deepEqual(await roundTrip(new Error("secret")), {});
  assert.deepEqual(await roundTrip(new ArrayBuffer(8)), {});
  assert.deepEqual(await roundTrip(Uint16Array.of(7, 8)), { 0: 7, 1: 8 });
});

Deno.test("symbols and what is not enumerable stay out of objects (5.7)", async () => {
  const object = Object.defineProperty({ a: 1, [Symbol("s")]: 2 }, "hidden", { value: 3 });
  assert.deepEqual(await roundTrip(object), { a: 1 });
});

Deno.test("safer: of a view on bytes the browser gets the view, not the buffer (5.9)", async () => {
  const buffer = new TextEncoder().encode("secret-view-secret");
  const made = await roundTrip(buffer.subarray(7, 11)) as Uint8Array;
  assert.equal(new TextDecoder().decode(made), "view");
  assert.equal(made.buffer.byteLength, 4);
});

Deno.test("safer: an object without prototype is data, as a prop too (5.9)", async () => {
  const params: Record<string, string> = Object.create(null);
  params.id = "1";
  assert.deepEqual({ ...await roundTrip(params) as object }, { id: "1" });
  assert.deepEqual({ ...(await roundTrip([params]) as object[])[0] }, { id: "1" });
});

Deno.test("params pass to an island as they are (5.9)", async () => {
  const app = await withIslands(
    new App().get("/:id", (ctx) => ctx.render(<Data value={ctx.params} />)),
  );
  const [island] = received(await (await send(app, "GET /1")).text());
  assert.deepEqual({ ...island?.props.value as object }, { id: "1" });
});

Deno.test("children of any kind are rendered by the server and are no data (5.10)", async () => {
  const children: readonly (readonly [ComponentChildren, string])[] = [
    [h("p", null, "a"), "<p>a</p>"],
    ["text <&>", "text &lt;&amp;>"],
    [0, "0"],
    [["a", h("b", null, "c"), null, [1, 2]], "a<b>c</b>12"],
    [
      h(Fragment, null, h("i", null, 1), 2),
      "<i>1</i>2",
    ],
    [signal("signal"), "signal"],
    [null, ""],
    [undefined, ""],
    [false, ""],
  ];
  for (const [child, expected] of children) {
    const html = await rendered(<Box>{child}</Box>);
    assert.equal(visible(html), `<section>${expected}</section>`);
    const { children } = received(html)[0]?.props ?? {};
    assert.ok(children === undefined || children === null || children instanceof SlotContent);
  }
});

Deno.test("a single element in any other prop is a slot too (5.10)", async () => {
  const html = await rendered(
    <Box aside={<button type="button" onClick={() => {}}>aside</button>} value={1}>
      <p>child</p>
    </Box>,
  );
  assert.match(
    visible(html) ?? "",
    /^<section><p>child<\/p><button type="button" *>aside<\/button><\/section>$/,
  );
  const { children, aside, value } = received(html)[0]?.props ?? {};
  assert.ok(children instanceof SlotContent && aside instanceof SlotContent);
  assert.notEqual(children.id, aside.id);
  assert.equal(value, 1);
});

Deno.test("null and text in any other prop are data (5.10)", async () => {
  const html = await rendered(
    <main>
      <Box aside={null} />
      <Box aside="text" />
    </main>,
  );
  assert.equal(visible(html), "<main><section></section><section>text</section></main>");
  assert.deepEqual(received(html).map(({ props }) => props), [{ aside: null }, { aside: "text" }]);
});

Deno.test("a slot that the island does not show waits in a template before the script (5.10)", async () => {
  const html = await rendered(
    <main>
      <Box open={false} aside={<i>aside</i>}>
        <b>child</b>
        <Box open={false}>
          <u>deep</u>
        </Box>
      </Box>
    </main>,
  );
  assert.equal(visible(html), "<main><section></section></main>");
  const hidden = Array.from(
    html.matchAll(/<template[^>]*>(.*?)<\/template>/gs),
    ([, content]) => content?.replaceAll(/<!--.*?-->/g, ""),
  );
  assert.deepEqual(hidden.toSorted(), [
    "<b>child</b><section></section>",
    "<i>aside</i>",
    "<u>deep</u>",
  ]);
  assert.match(html, /<\/template><script type="module"[^>]*>[^<]*<\/script><\/body>/);
  assert.equal(received(html).length, 2);
});

Deno.test("slots nest (5.10)", async () => {
  const html = await rendered(
    <Box>
      <Box>
        <Box>a</Box>b
      </Box>c
    </Box>,
  );
  assert.equal(
    visible(html),
    "<section><section><section>a</section>b</section>c</section>",
  );
  const ids = received(html).map(({ props }) => (props.children as SlotContent).id);
  assert.equal(new Set(ids).size, 3);
});

Deno.test("an element given to two islands is rendered in both (5.10)", async () => {
  const content = <Box aside={<i>twice</i>} />;
  assert.equal(
    visible(await rendered(<main>{content}{content}</main>)),
    "<main><section><i>twice</i></section><section><i>twice</i></section></main>",
  );
});

Deno.test("a function as children renders nothing (5.10)", async () => {
  const html = await rendered(h(Box, null, (() => "a") as never));
  assert.equal(visible(html), "<section></section>");
});

Deno.test("elements in an array or in data fail (5.10)", async () => {
  assert.equal(await statusOf(<Box aside={[<i key="a" />, <i key="b" />]} />), 500);
  assert.equal(await statusOf(<Data value={{ element: <i /> }} />), 500);
  assert.equal(await statusOf(<Data value={signal(<i />)} />), 500);
});

Deno.test("a page with islands lets the browser preload their code (5.11)", async () => {
  const app = await withIslands(
    new App().get("/", (ctx) =>
      ctx.render(
        <main>
          <Data />
          <Box />
          <Data />
        </main>,
      )),
  );
  const { headers } = await send(app, "GET /");
  const entries = ["fresh-runtime.js", "Data.js", "Box.js"]
    .map((file) => `<${scripts()}${file}>; rel="modulepreload"; as="script"`);
  assert.equal(headers.get("link"), entries.join(", "));
});

Deno.test("preloading follows a Link header of the page itself (5.11)", async () => {
  const link = '</a.css>; rel="preload"';
  const app = await withIslands(
    new App().get("/", (ctx) => ctx.render(<Data />, { headers: { link } })),
  );
  const { headers } = await send(app, "GET /");
  assert.match(headers.get("link") ?? "", /^<\/a\.css>; rel="preload", <[^>]*fresh-runtime\.js>;/);
});

Deno.test("the base path stands before the paths of the code (5.11)", async () => {
  const app = await withIslands(
    new App({ basePath: "/base" }).get("/", (ctx) => ctx.render(<Data />)),
  );
  const response = await send(app, "GET /base");
  const paths = response.headers.get("link")?.match(/<[^>]+>/g);
  assert.deepEqual(
    paths,
    ["fresh-runtime.js", "Data.js"].map((file) => `</base${scripts()}${file}>`),
  );
  const { code } = bootScript(await response.text());
  assert.deepEqual(
    code.match(/"\/[^"]+"/g),
    ["fresh-runtime.js", "Data.js"].map((file) => `"/base${scripts()}${file}"`),
  );
});

Deno.test("the key of an island is kept (5.13)", async () => {
  const html = await rendered(
    <main>
      <Data key="a" value={1} />
      <Data value={2} />
    </main>,
  );
  assert.deepEqual(received(html), [
    { props: { value: 1 }, key: "a" },
    { props: { value: 2 }, key: undefined },
  ]);
});

Deno.test("an element made once and used for many pages boots each of them alike (5.4)", async () => {
  const once = (
    <html>
      <head />
      <body>
        <Box aside={<Data value={1} />} />
      </body>
    </html>
  );
  const withoutNonces = (html: string) => html.replaceAll(/[0-9a-f]{32}/g, "");
  const first = await rendered(once);
  assert.equal(withoutNonces(await rendered(once)), withoutNonces(first));
  assert.equal(withoutNonces(await rendered(once)), withoutNonces(first));
});
