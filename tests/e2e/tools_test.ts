import assert from "node:assert/strict";
import { signInByForm, type SignInSite, startSignInSite } from "./sign_in_site.ts";

let site: SignInSite;

Deno.test.beforeAll(async () => {
  site = await startSignInSite();
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

Deno.test("every link of the rail leads to a page that exists and marks itself there", async () => {
  await using opened = await site.open();
  const { page, problems } = opened;
  await signInByForm(page, { environment: "com", credentials: site.credentials });
  const rail = page.getByRole("navigation", { name: "Main" });
  const hrefs = await rail.locator(".rail-links a").evaluateAll((links) =>
    links.map((link) => link.getAttribute("href") ?? "")
  );
  assert.notEqual(hrefs.length, 0);
  for (const href of hrefs) {
    assert.equal((await page.goto(href))?.status(), 200, href);
    assert.equal(await rail.locator('[aria-current="page"]').getAttribute("href"), href);
  }
  assert.deepEqual(await problems(), []);
});

Deno.test("the tools say what they do and what they still need", async () => {
  await using opened = await site.open();
  const { page } = opened;
  await signInByForm(page, { environment: "com", credentials: site.credentials });
  await page.goto("/aws/tools");
  const cards = page.getByRole("main").getByRole("listitem");
  const prep = await cards.filter({ hasText: "Linux QC patching prep" }).innerText();
  assert.match(prep, /Not ready[\s\S]*Load a change first/);
  await cards.getByRole("link", { name: "Changes" }).click();
  assert.equal(new URL(page.url()).pathname, "/changes");
});

Deno.test("the home page follows the session: the next step is the solid button", async () => {
  await using opened = await site.open();
  const { page } = opened;
  await page.goto("/");
  const next = page.getByRole("main").locator(".btn-primary");
  assert.equal((await next.innerText()).trim(), "Sign in");
  await signInByForm(page, { environment: "com", credentials: site.credentials });
  await page.goto("/");
  assert.equal((await next.innerText()).trim(), "Load a change");
  assert.match(await page.locator(".flow-step").first().innerText(), /Done\s+1\. Sign in\s+COM/);
});
