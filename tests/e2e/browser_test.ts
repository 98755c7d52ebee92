import assert from "node:assert/strict";
import { launchBrowser, screenshot } from "../support/browser.ts";

const CSP = "default-src 'none'; script-src 'nonce-a'; require-trusted-types-for 'script'";

const strict = `<!doctype html><meta charset="utf-8"><title>strict</title>
  <button>Press</button><output></output><script nonce="a">
    document.querySelector("button").addEventListener("click", () => {
      document.querySelector("output").textContent = "pressed";
    });
  </script>`;

const faulty =
  `<!doctype html><meta charset="utf-8"><title>faulty</title><img src="/image.png" alt="">
  <script nonce="a">console.error("on the console"); throw new Error("uncaught");</script>`;

/** Serves the document on a free port, with a strict policy, until the scope ends. */
function serve(html: string) {
  const headers = { "content-type": "text/html", "content-security-policy": CSP };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(html, { headers }),
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  return { url, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test("newPage() works on a page with a strict policy and reports no problem there", async () => {
  await using server = serve(strict);
  await using browser = await launchBrowser();
  const { page, problems } = await browser.newPage();
  await page.goto(server.url);
  await page.getByRole("button", { name: "Press" }).click();
  assert.equal(await page.evaluate(() => document.querySelector("output")?.textContent), "pressed");
  assert.equal(await page.locator("output").textContent(), "pressed");
  assert.deepEqual(await problems(), []);
});

Deno.test("problems() has the uncaught errors, console errors and policy violations of every tab", async () => {
  await using server = serve(faulty);
  await using browser = await launchBrowser();
  const { page, problems } = await browser.newPage();
  const tabs = [page, await page.context().newPage()];
  await Promise.all(tabs.map((tab) => tab.goto(server.url)));
  const found = await problems();
  const twice = (text: string) => [text, text];
  const texts = (kind: string) =>
    found.filter((each) => each.kind === kind).map((each) => each.text);
  assert.deepEqual(texts("pageerror"), twice("uncaught"));
  assert.deepEqual(texts("securitypolicyviolation"), twice(`img-src ${server.url}image.png`));
  assert.equal(texts("console").filter((text) => text === "on the console").length, 2);
});

Deno.test("newPage() takes viewport, colour scheme and JavaScript off", async () => {
  await using server = serve(strict);
  await using browser = await launchBrowser();
  const { page, problems } = await browser.newPage({
    viewport: { width: 320, height: 480 },
    colorScheme: "dark",
    javaScriptEnabled: false,
  });
  await page.goto(server.url);
  assert.equal(await page.evaluate("innerWidth"), 320);
  assert.equal(await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"), true);
  await page.getByRole("button", { name: "Press" }).click();
  assert.equal(await page.locator("output").textContent(), "");
  assert.deepEqual(await problems(), []);
});

Deno.test("newPage() gives every page cookies of its own", async () => {
  await using server = serve(strict);
  await using browser = await launchBrowser();
  const [first, second] = [await browser.newPage(), await browser.newPage()];
  await first.page.context().addCookies([{ name: "pcm_session", value: "1", url: server.url }]);
  assert.equal((await first.page.context().cookies()).length, 1);
  assert.deepEqual(await second.page.context().cookies(), []);
});

Deno.test("screenshot() gives the whole page as PNG, also in a file", async () => {
  await using browser = await launchBrowser();
  const { page } = await browser.newPage({ viewport: { width: 300, height: 200 } });
  await page.setContent("<body style='margin:0'><div style='height:900px'>tall</div>");
  const path = await Deno.makeTempFile({ suffix: ".png" });
  const png = await screenshot(page, { path });
  assert.deepEqual(await Deno.readFile(path), new Uint8Array(png));
  await Deno.remove(path);
  // The header chunk of a PNG holds width and height at bytes 16 and 20 (PNG specification, 11.2.1).
  const header = new DataView(png.buffer, png.byteOffset, 24);
  assert.deepEqual([header.getUint32(16), header.getUint32(20)], [300, 900]);
});
