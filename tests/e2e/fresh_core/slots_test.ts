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

async function click(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** All at once: a pointer would take its time. */
async function toggleAll(page: Page): Promise<void> {
  await page.getByRole("button", { name: "toggle" }).evaluateAll((buttons) => {
    for (const button of buttons) button.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  });
}

const TOGGLE = '<button type="button">toggle box</button>';

/** What the sections of the page hold while their boxes are open. */
const OPEN = {
  text: '<div class="content">text &amp; more</div>',
  element: '<div class="content"><p class="a" title="b"><em>element</em></p></div>',
  array: '<div class="content">a<b>b</b>1<i>2</i></div>',
  null: '<div class="content"></div>',
  prop: '<div class="content">child</div><aside>aside</aside>',
  "text-prop": '<div class="content"></div>plain text',
  drawing: '<div class="content"><svg viewBox="0 0 1 1">' +
    '<linearGradient id="gradient"></linearGradient></svg></div>',
  handler: '<div class="content"><button>does nothing</button></div>',
} as const;

/** What is between the tags of each section, by id. */
async function sections(page: Page): Promise<Readonly<Record<string, string>>> {
  const entries = await page.locator("section").evaluateAll((all) =>
    all.map((section) => [section.id, section.innerHTML.replaceAll(/<!--.*?-->/gs, "")])
  );
  return Object.fromEntries(entries);
}

async function assertOpen(page: Page): Promise<void> {
  const entries = Object.entries(OPEN).map(([id, content]) => [id, TOGGLE + content]);
  assert.deepEqual(await sections(page), Object.fromEntries(entries));
}

async function assertClosed(page: Page): Promise<void> {
  const entries = Object.keys(OPEN).map((id) => [id, TOGGLE]);
  assert.deepEqual(await sections(page), Object.fromEntries(entries));
}

Deno.test("text, elements, arrays and null in slots keep their nodes, hide, and show again (5.10)", async () => {
  await site.visit("/slots?open=true", async (page) => {
    assert.deepEqual(await madeNodes(page, "main"), []);
    await assertOpen(page);
    await toggleAll(page);
    await assertClosed(page);
    await toggleAll(page);
    await assertOpen(page);
  });
});

Deno.test("slots that the server did not show can be shown, hidden, and shown again (5.10)", async () => {
  await site.visit("/slots?open=false", async (page) => {
    await assertClosed(page);
    await toggleAll(page);
    await assertOpen(page);
    await toggleAll(page);
    await assertClosed(page);
    await toggleAll(page);
    await assertOpen(page);
  });
});

Deno.test("elements that a slot makes anew are of their namespace (5.10)", async () => {
  await site.visit("/slots?open=false", async (page) => {
    await toggleAll(page);
    const gradient = page.locator("#gradient");
    assert.equal(
      await gradient.evaluate((element) => element.namespaceURI),
      "http://www.w3.org/2000/svg",
    );
  });
});

Deno.test("slots nest, and islands in them live in the tree of the island around them (5.5, 5.10)", async () => {
  await site.visit("/nested", async (page) => {
    const assertContents = async (...expected: readonly string[]) => {
      assert.deepEqual(await page.locator("em").allTextContents(), expected);
      // So many have run their effect and not its end, once the next frame is through.
      await page.locator(`[data-contents="${expected.length}"]`).waitFor();
    };
    await assertContents("in no box", "in outer");
    await click(page, "toggle inner");
    await assertContents("in no box", "in outer", "in inner");
    await click(page, "7");
    assert.equal(await page.getByRole("button", { name: "8" }).count(), 1);
    await click(page, "toggle outer");
    await assertContents("in no box");
    await click(page, "toggle outer");
    await click(page, "toggle inner");
    await assertContents("in no box", "in outer", "in inner");
    assert.equal(
      await markup(page, "section"),
      '<button type="button">toggle inner</button>' +
        '<div class="content">static <em>in inner</em></div><button type="button">7</button>',
    );
  });
});

Deno.test("one signal is one for islands beside each other, in a slot and in a hidden slot (5.6)", async () => {
  await site.visit("/shared", async (page) => {
    const totals = page.getByRole("button", { name: /^\d+$/ });
    await totals.nth(0).click();
    assert.deepEqual(await totals.allTextContents(), ["2", "2", "2"]);
    await totals.nth(2).click();
    assert.deepEqual(await totals.allTextContents(), ["3", "3", "3"]);
    await click(page, "toggle hidden");
    assert.deepEqual(await totals.allTextContents(), ["3", "3", "3", "3"]);
    await totals.nth(3).click();
    await click(page, "toggle shown");
    await totals.nth(1).click();
    await click(page, "toggle shown");
    assert.deepEqual(await totals.allTextContents(), ["5", "5", "5", "5"]);
  });
});

/** What a person sees of the fields, which need not be what their attributes say. */
async function fields(page: Page): Promise<Readonly<Record<string, unknown>>> {
  return await page.locator("div.content").evaluate((content) => {
    const property = (selector: string, name: string): unknown =>
      Reflect.get(content.querySelector(selector) ?? {}, name);
    return {
      text: property("[name=text]", "value"),
      readOnly: property("[name=text]", "readOnly"),
      required: property("[name=text]", "required"),
      free: property("[name=free]", "value"),
      checked: property("[name=check]", "checked"),
      disabled: property("[name=check]", "disabled"),
      selected: property("select", "value"),
      area: property("textarea", "value"),
      open: property("details", "open"),
      labelled: property("label", "htmlFor"),
      hidden: property("label", "hidden"),
    };
  });
}

const FIELDS = {
  text: "given",
  readOnly: true,
  required: true,
  free: "given",
  checked: true,
  disabled: true,
  selected: "b",
  area: "given",
  open: true,
  labelled: "free",
  hidden: true,
};

Deno.test("fields and boolean attributes in a slot stay as the server wrote them (5.10)", async () => {
  await site.visit("/form", async (page) => {
    assert.deepEqual(await madeNodes(page, "main"), []);
    assert.deepEqual(await fields(page), FIELDS);
    await toggleAll(page);
    await toggleAll(page);
    assert.deepEqual(await fields(page), FIELDS);
  });
});

Deno.test("a field in a slot takes text before hydration, and is as it was when made anew (5.10)", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  const typed = Promise.withResolvers<void>();
  await page.route("**/fresh-runtime.js", async (route) => {
    await typed.promise;
    await route.continue();
  });
  await page.goto("/form", { waitUntil: "commit" });
  await page.locator("[name=free]").fill("typed");
  typed.resolve();
  await page.waitForLoadState();
  await untilHydrated(page);
  await toggleAll(page);
  await toggleAll(page);
  assert.deepEqual(await fields(page), FIELDS);
  assert.deepEqual(await problems(), []);
});

Deno.test("islands with keys keep node and state when their island turns them around (5.13)", async () => {
  await site.visit("/keys", async (page) => {
    await click(page, "10");
    await click(page, "20");
    await click(page, "reverse");
    assert.deepEqual(await page.getByRole("button").allTextContents(), [
      "reverse",
      "21",
      "11",
      "0",
    ]);
    assert.deepEqual(await madeNodes(page, "main"), []);
  });
});
