import assert from "node:assert/strict";
import { App, staticFiles } from "fresh";
import { Builder } from "fresh/dev";
import { building } from "../../jsr/fresh_core/project.ts";
import { launchBrowser } from "../../support/browser.ts";
import { freePort } from "../../support/process.ts";
import { FIXTURE, untilHydrated } from "./islands_site.ts";

/** Serves the fixture for development until the scope ends. */
async function develop() {
  const builder = new Builder({ root: FIXTURE });
  const closing = new AbortController();
  const port = freePort();
  const origin = `http://127.0.0.1:${port}`;
  await building(async () => {
    const app = new App().use(staticFiles()).fsRoutes();
    const options = { hostname: "127.0.0.1", port, signal: closing.signal, onListen() {} };
    await builder.listen(() => Promise.resolve(app), options);
    // Requests wait for the bundle.
    await (await fetch(origin)).body?.cancel();
  });
  return { origin, [Symbol.dispose]: () => closing.abort() };
}

/** Those whose islands render in the browser what they rendered on the server. */
const PAGES = [
  "counters",
  "drawing",
  "effects",
  "exports",
  "form",
  "head",
  "keys",
  "nested",
  "parent",
  "plain",
  "rows",
  "shapes?kind=several",
  "shared",
  "slots?open=true",
  "values",
];

Deno.test("in development all pages load the runtime, and preact's checks find no fault (7.3.3)", async () => {
  using site = await develop();
  await using browser = await launchBrowser();
  const { page, problems } = await browser.newPage({ baseURL: site.origin });
  for (const path of PAGES) {
    const runtime = page.waitForResponse(/fresh-runtime\.js$/);
    await page.goto(`/${path}`);
    assert.equal((await runtime).status(), 200);
    await untilHydrated(page);
    assert.deepEqual(await problems(), [], path);
  }
});
