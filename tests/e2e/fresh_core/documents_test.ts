import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { BASE_PATH, type IslandsSite, startIslandsSite, untilHydrated } from "./islands_site.ts";

let site: IslandsSite;

Deno.test.beforeAll(async () => {
  site = await startIslandsSite();
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

/** Opens a page and tells the paths of the scripts that it asks the server for. */
async function scriptsOf(page: Page, path: string): Promise<readonly string[]> {
  const paths: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") paths.push(new URL(request.url()).pathname);
  });
  await page.goto(path);
  await untilHydrated(page);
  return paths;
}

Deno.test("a page without islands asks for no script (4.9)", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  assert.deepEqual(await scriptsOf(page, "/plain"), []);
  assert.equal(await page.locator("script").count(), 0);
  assert.deepEqual(await problems(), []);
});

Deno.test("a page asks once for the runtime, its own islands and what they share (5.4, 5.11)", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  const paths = await scriptsOf(page, "/counters");
  const names = paths.map((path) => path.replace(/^.*\//, "").replace(/^chunk-\w+/, "chunk"));
  assert.equal(new Set(paths).size, paths.length);
  assert.deepEqual([...new Set(names)].sort(), ["Counter.js", "chunk.js", "fresh-runtime.js"]);
  assert.deepEqual(await problems(), []);
});

Deno.test("islands work below a base path, and their code comes from there (3.1.6, 5.11)", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  const paths = await scriptsOf(page, `${BASE_PATH}/counters`);
  assert.notEqual(paths.length, 0);
  assert.deepEqual(paths.filter((path) => !path.startsWith(`${BASE_PATH}/_fresh/js/`)), []);
  await page.getByRole("button", { name: "5" }).click();
  assert.equal(await page.getByRole("button", { name: "6" }).count(), 1);
  assert.deepEqual(await problems(), []);
});

Deno.test("IS_BROWSER is true in the browser only; asset() is the same there (6.1, 6.2)", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  const file = page.waitForResponse((response) => response.url().includes("/dot.svg"));
  const response = await page.goto("/asset");
  const html = await response?.text() ?? "";
  assert.match(html, /in the browser: false/);
  await untilHydrated(page);
  assert.equal(await page.locator("figcaption").textContent(), "in the browser: true");

  const source = await page.locator("img").getAttribute("src") ?? "";
  assert.ok(html.includes(`src="${source}"`), html);
  assert.match(source, /^\/dot\.svg\?__frsh_c=[0-9a-f]{40}$/);
  assert.match((await file).headers()["cache-control"] ?? "", /immutable/);
  assert.equal(
    await page.locator("img").evaluate((image) => Reflect.get(image, "naturalWidth")),
    8,
  );
  assert.deepEqual(await problems(), []);
});

Deno.test("Head puts its elements into the document's head, in place of its equals (4.10, 4.11)", async () => {
  await site.visit("/head", async (page) => {
    assert.equal(await page.title(), "Of the page");
    const head = await page.locator("head > *").evaluateAll((elements) =>
      elements.map((element) =>
        [element.localName, element.getAttribute("data-key")].filter(Boolean).join(" ")
      )
    );
    assert.deepEqual(head, ["meta", "title", "meta", "link", "link wide", "link narrow"]);
    const description = page.locator('meta[name="description"]');
    assert.equal(await description.getAttribute("content"), "of the page");
    // The later sheet wins only if both are there in their order.
    const width = await page.locator("main").evaluate((main) => getComputedStyle(main).maxWidth);
    assert.equal(width, "480px");
    await page.getByRole("button").click();
    assert.equal(await page.locator("main").textContent(), "1");
  });
});
