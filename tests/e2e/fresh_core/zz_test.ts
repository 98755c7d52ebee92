import { type IslandsSite, markup, startIslandsSite } from "./islands_site.ts";
let site: IslandsSite;
Deno.test.beforeAll(async () => {
  const t = performance.now();
  site = await startIslandsSite();
  console.log("start", performance.now() - t);
});
Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});
for (
  const path of [
    "plain",
    "counters",
    "many",
    "exports",
    "effects",
    "differing",
    "shapes?kind=nothing",
    "shapes?kind=text",
    "shapes?kind=several",
    "parent",
    "rows",
    "drawing",
    "shared",
    "slots?open=true",
    "slots?open=false",
    "nested",
    "form",
    "keys",
    "values",
    "asset",
    "head",
  ]
) {
  Deno.test(path, async () => {
    await site.visit("/" + path, async (page) => {
      if (path !== "many") console.log(await page.title(), await markup(page, "main"));
    });
  });
}
Deno.test("nesting", async () => {
  const { page, problems } = await site.open("/nesting");
  console.log(await problems(), await markup(page, "main"));
  await page.context().close();
});
