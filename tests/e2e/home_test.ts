import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { accessibilityFaults, sidewaysPixels } from "./accessibility.ts";
import { type ApplicationSite, startApplicationSite } from "./application.ts";

/** All scripts of a page with one island, gzipped: more would be a framework. */
const MAX_SCRIPT_BYTES = 12_000;

let site: ApplicationSite;

Deno.test.beforeAll(async () => {
  site = await startApplicationSite();
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

/** Names of what the keyboard reaches, in its order, and whether one sees that it did. */
async function tabStops(page: Page): Promise<readonly { name: string; isSeen: boolean }[]> {
  const stops = [];
  for (;;) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const { activeElement } = document;
      if (!activeElement || activeElement === document.body) return null;
      const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
      const { width, height } = activeElement.getBoundingClientRect();
      return {
        name: activeElement.getAttribute("aria-label") ?? activeElement.textContent,
        isSeen: outlineStyle === "solid" && outlineWidth === "2px" && width > 20 && height > 15,
      };
    });
    if (!stop) return stops;
    stops.push(stop);
  }
}

Deno.test("the home page has a title, one heading, its landmarks, and no problem", async () => {
  await site.visit({}, async (page) => {
    assert.equal(await page.title(), "Home · PCM-Ops Tools");
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
    for (const landmark of ["banner", "main", "navigation", "complementary"] as const) {
      assert.equal(await page.getByRole(landmark).count(), 1, landmark);
    }
    const current = page.getByRole("navigation", { name: "Main" }).locator('[aria-current="page"]');
    assert.equal(await current.textContent(), "Home");
  });
});

Deno.test("an unknown address has the status 404, a page that says so, and the way home", async () => {
  await using opened = await site.open();
  const { page } = opened;
  const response = await page.goto("/nothing-here");
  assert.equal(response?.status(), 404);
  assert.equal(await page.title(), "Not Found · PCM-Ops Tools");
  assert.equal(await page.getByRole("heading", { level: 1 }).textContent(), "Not Found");
  const requestId = response?.headers()["x-request-id"];
  assert.equal(await page.getByRole("main").locator("code").textContent(), requestId);
  await page.getByRole("link", { name: "Go to the home page" }).click();
  assert.equal(new URL(page.url()).pathname, "/");
});

Deno.test("the keyboard reaches everything in order, and one sees where it is", async () => {
  await site.visit({}, async (page) => {
    const names = [
      "Skip to the page",
      "PCM-Ops Tools simulated AWS",
      "Home",
      "Sign in",
      "Tools",
      "QC prep",
      "QC post",
      "Script runner",
      "SFT fixer",
      "Accounts",
      "Instances",
      "Changes",
      "Executions",
      "API",
      "Theme",
      "Sign in",
      "Sign in",
      "Liveness",
      "Readiness",
    ];
    assert.deepEqual(await tabStops(page), names.map((name) => ({ name, isSeen: true })));
  });
});

Deno.test("the skip link leads to the page itself", async () => {
  await site.visit({}, async (page) => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.localName), "main");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Sign in");
  });
});

for (const path of ["/", "/nothing-here"]) {
  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds no fault with ${path}, ${colorScheme}, wide and narrow, and nothing scrolls sideways`, async () => {
      await using opened = await site.open({ colorScheme });
      const { page } = opened;
      await page.goto(path);
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 });
        assert.deepEqual(await accessibilityFaults(page), [], `${width} px`);
        assert.equal(await sidewaysPixels(page), 0, `${width} px`);
      }
    });
  }
}

Deno.test("without JavaScript the page can be read, its links work, and no dead control is seen", async () => {
  await site.visit({ javaScriptEnabled: false }, async (page) => {
    assert.equal(await page.getByText("Version").isVisible(), true);
    assert.equal(await page.getByRole("button").count(), 0);
    await page.getByRole("link", { name: "Readiness" }).click();
    assert.equal(new URL(page.url()).pathname, "/api/ready");
    await page.goBack();
    await page.getByRole("navigation").getByRole("link", { name: "Home" }).click();
    assert.equal(new URL(page.url()).pathname, "/");
  });
});

Deno.test("all scripts of the home page weigh 12 kB at most when gzipped", async () => {
  await using opened = await site.open();
  const { page } = opened;
  const scripts = new Map<string, Promise<Uint8Array>>();
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") {
      scripts.set(response.url(), response.body());
    }
  });
  await page.goto("/");
  // Its module has run, hence all that it imports is here.
  await page.locator(":checked").waitFor({ state: "attached" });
  const bodies = await Promise.all(scripts.values());
  const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).byteLength, 0);
  assert.ok(scripts.size >= 3, [...scripts.keys()].join());
  assert.ok(bytes <= MAX_SCRIPT_BYTES, `${bytes} bytes`);
});
