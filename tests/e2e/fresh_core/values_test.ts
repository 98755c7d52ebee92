import assert from "node:assert/strict";
import { describe } from "../../fixtures/islands_app/describe.ts";
import { VALUES } from "../../fixtures/islands_app/values.ts";
import { type IslandsSite, startIslandsSite } from "./islands_site.ts";

let site: IslandsSite;

Deno.test.beforeAll(async () => {
  site = await startIslandsSite();
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

Deno.test("an island gets values of every type as the server had them (5.7)", async () => {
  await site.visit("/values", async (page) => {
    const described: unknown = JSON.parse(await page.locator("output").textContent() ?? "");
    const expected = Object.entries(VALUES).map(([name, value]) => [name, describe(value)]);
    assert.deepEqual(described, Object.fromEntries(expected));
  });
});

Deno.test("an island can write a signal, and not a computed one (5.7)", async () => {
  await site.visit("/values", async (page) => {
    const button = page.getByRole("button");
    assert.equal(await button.textContent(), "1 1 ");
    await button.click();
    assert.equal(await button.textContent(), "2 1 computed refused");
  });
});
