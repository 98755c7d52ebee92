import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  type IslandsSite,
  madeNodes,
  markup,
  startIslandsSite,
  untilHydrated,
} from "./islands_site.ts";

let site: IslandsSite;

Deno.test.beforeAll(async () => {
  site = await startIslandsSite();
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

/** The texts of all buttons, in the order of the page. */
async function buttons(page: Page): Promise<readonly string[]> {
  return await page.getByRole("button").allTextContents();
}

async function click(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

Deno.test("hydration keeps every node that the server sent, static ones between islands too (5.3)", async () => {
  await site.visit("/counters", async (page) => {
    assert.equal(
      await page.locator("main").textContent(),
      "before 0 between static510 after",
    );
    assert.deepEqual(await madeNodes(page, "main"), []);
  });
});

Deno.test("handlers and state work in islands that share a parent, on the server's nodes (5.3)", async () => {
  await site.visit("/counters", async (page) => {
    await click(page, "5");
    await click(page, "10");
    await click(page, "6");
    assert.deepEqual(await buttons(page), ["0", "7", "11"]);
    assert.deepEqual(await madeNodes(page, "main"), []);
  });
});

Deno.test("layout effects, effects and signal effects run, with the element in its ref (5.3)", async () => {
  await site.visit("/effects", async (page) => {
    const ran = await page.locator("output").textContent();
    assert.equal(ran, "layout effect on output, effect in the browser, signal effect");
  });
});

Deno.test("output that differs becomes the browser's; nodes of its types are kept (5.3)", async () => {
  await site.visit("/differing", async (page) => {
    const differing = "<p>browser</p><u>only in the browser</u>text";
    const growing = "<b>1</b><b>2</b>";
    assert.equal(
      await markup(page, "main"),
      `${differing}${differing}${growing}${growing}${growing}<em>static</em>`,
    );
    const made = (await madeNodes(page, "main")).filter((name) => name !== "#text");
    assert.deepEqual(made, ["U", "U", "B", "B", "B"]);
  });
});

const SHAPES = {
  nothing: "ab",
  text: "atextbtexttext",
  several: "a<b>1</b><i>2</i>b<b>1</b><i>2</i><b>1</b><i>2</i>",
} as const;

for (const [kind, expected] of Object.entries(SHAPES)) {
  Deno.test(`islands that begin as ${kind} become nothing, text and several elements in place (5.3)`, async () => {
    await site.visit(`/shapes?kind=${kind}`, async (page) => {
      assert.deepEqual(await madeNodes(page, "p"), []);
      assert.equal(await markup(page, "p"), expected);
      for (const next of ["several", "nothing", "text", "several", "text", "nothing"] as const) {
        await click(page, next);
        assert.equal(await markup(page, "p"), SHAPES[next]);
      }
    });
  });
}

/** Counts the tasks that the page schedules until its islands live. */
async function countTasks(page: Page, path: string): Promise<number> {
  await page.addInitScript(() => {
    const { scheduler } = globalThis as unknown as {
      scheduler: { postTask(task: () => void): Promise<void> };
    };
    const postTask = scheduler.postTask.bind(scheduler);
    let count = 0;
    scheduler.postTask = (task) => {
      document.documentElement.dataset.tasks = String(++count);
      return postTask(task);
    };
  });
  await page.goto(path);
  await untilHydrated(page);
  // The last one is that of untilHydrated().
  return Number(await page.locator("html").getAttribute("data-tasks")) - 1;
}

Deno.test("each island hydrates in a task of its own (5.4)", async () => {
  await using opened = await site.open();
  assert.equal(await countTasks(opened.page, "/counters"), 3);
});

Deno.test("an island of another island's code is no root, and gets functions (5.5)", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  assert.equal(await countTasks(page, "/parent"), 1);
  await click(page, "0");
  await click(page, "1");
  assert.equal(await page.locator("output").textContent(), "2");
  assert.deepEqual(await problems(), []);
});

Deno.test("islands hydrate in browsers without a scheduler (5.4)", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "scheduler"));
  await page.goto("/effects");
  await page.getByText("signal effect").waitFor();
  assert.deepEqual(await problems(), []);
});

Deno.test("equal file names, a global's name, default and named exports work (5.1, 5.2)", async () => {
  await site.visit("/exports", async (page) => {
    for (const button of await page.getByRole("button").all()) await button.click();
    assert.deepEqual(await buttons(page), ["1", "-1", "1", "clicked"]);
    assert.deepEqual(await madeNodes(page, "main"), []);
  });
});

Deno.test("a hundred islands on a page hydrate (5.3)", async () => {
  await site.visit("/many", async (page) => {
    await page.evaluate(() => document.querySelectorAll("button").forEach((each) => each.click()));
    assert.deepEqual(await buttons(page), Array(100).fill("1"));
    assert.deepEqual(await madeNodes(page, "main"), []);
  });
});

Deno.test("a keyed list moves its nodes, and makes only new ones (5.3)", async () => {
  await site.visit("/rows", async (page) => {
    const rows = () => page.locator("li").allTextContents();
    await click(page, "reverse");
    assert.deepEqual(await rows(), ["c", "b", "a"]);
    assert.deepEqual(await madeNodes(page, "ul"), []);
    await click(page, "add");
    assert.deepEqual(await rows(), ["new", "c", "b", "a"]);
    await click(page, "reverse");
    await click(page, "remove");
    assert.deepEqual(await rows(), ["b", "c", "new"]);
    assert.deepEqual(await madeNodes(page, "ul"), ["LI", "#text"]);
  });
});

Deno.test("a drawing in an island, and islands in a drawing, are of SVG (5.3)", async () => {
  await site.visit("/drawing", async (page) => {
    assert.deepEqual(await madeNodes(page, "main"), []);
    await click(page, "add a dot");
    // A real pointer would have to hit a circle of one pixel.
    for (const circle of await page.locator("circle").all()) await circle.dispatchEvent("click");
    const circle = (x: number) =>
      `<circle cx="${x}" cy="5" r="2"></circle><path d="M0 0h1"></path>`;
    assert.equal(
      await markup(page, "svg >> nth=0"),
      `<linearGradient id="shade"></linearGradient>${circle(0)}${circle(1)}`,
    );
    assert.equal(await markup(page, "#static"), circle(20) + circle(40));
    const namespaces = await page.locator("svg *").evaluateAll((
      all,
    ) => [...new Set(all.map((element) => element.namespaceURI))]);
    assert.deepEqual(namespaces, ["http://www.w3.org/2000/svg"]);
  });
});

Deno.test("an island whose markup the browser moved is named and left alone, the others work (5.12)", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  await page.goto("/nesting");
  await untilHydrated(page);
  const skipped = (name: string) => ({
    kind: "console",
    text: `Cannot hydrate ${name}: the browser moved its HTML, check how it is nested`,
  });
  assert.deepEqual(await problems(), [skipped("Block"), skipped("Paragraph"), skipped("Block")]);
  for (const id of ["island", "slot"]) {
    assert.equal(await markup(page, `#${id}`), "<p></p><div>block</div><p></p>");
  }
  await click(page, "toggle box");
  await click(page, "toggle box");
  for (const counter of [1, 2]) await page.getByRole("button").nth(counter).click();
  assert.equal(
    await markup(page, "#inside .content"),
    '<p></p><div>block</div><p></p><button type="button">1</button>',
  );
  assert.deepEqual(await buttons(page), ["toggle box", "1", "1"]);
});
