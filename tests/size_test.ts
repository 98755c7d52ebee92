import assert from "node:assert/strict";
import { scriptBytes } from "./bench/script_size.ts";
import { buildApplication, testApplication } from "./support/test_application.ts";

const BUDGET_BYTES = 12_000;

/** Names of this machine are answered in development alone; the build is that of production. */
const env = { APP_ENV: "development" };

Deno.test("the home page ships at most 12,000 bytes of JavaScript, gzipped", async () => {
  using app = await testApplication(await buildApplication(), { env });
  await using server = app.listen();
  const bytes = await scriptBytes(`http://127.0.0.1:${server.port}/`);
  assert.ok(bytes > 0 && bytes <= BUDGET_BYTES, `${bytes} bytes`);
});

Deno.test("a page without islands ships no JavaScript at all", async () => {
  const routeDir = "tests/fixtures/faulty_app/routes";
  using app = await testApplication(await buildApplication({ routeDir }), { env });
  await using server = app.listen();
  const url = `http://127.0.0.1:${server.port}/plain`;
  const page = await fetch(url);
  assert.equal(page.headers.get("link"), null);
  assert.doesNotMatch(await page.text(), /<script|modulepreload/);
  assert.equal(await scriptBytes(url), 0);
});
