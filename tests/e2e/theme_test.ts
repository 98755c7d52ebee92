import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { accessibilityFaults } from "./accessibility.ts";
import { type ApplicationSite, startApplicationSite } from "./application.ts";

let site: ApplicationSite;

Deno.test.beforeAll(async () => {
  site = await startApplicationSite();
});

Deno.test.afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

/** What a person sees of the theme: the page's colour, the button's icon, and what is checked. */
async function seen(page: Page) {
  const background = await page.locator("body").evaluate((body) =>
    getComputedStyle(body).backgroundColor
  );
  const icons = await page.locator("button svg").evaluateAll((icons) =>
    icons.filter((icon) => getComputedStyle(icon).display !== "none")
      .map((icon) => icon.getAttribute("class")?.replace(/.*theme-icon-/, ""))
  );
  return {
    background,
    icons: icons.join(),
    checked: await page.locator("input:checked").getAttribute("value"),
  };
}

const LIGHT = "rgb(246, 247, 249)";
const DARK = "rgb(15, 20, 24)";

/** What is seen when a choice is in force. */
function chosen(choice: "light" | "dark" | "system", background: string) {
  return { background, icons: choice, checked: choice };
}

function themeButton(page: Page) {
  return page.getByRole("button", { name: "Theme" });
}

/** The choice is checked as soon as the island lives. */
async function untilAlive(page: Page): Promise<void> {
  await page.locator("input:checked").waitFor({ state: "attached" });
}

/** Chooses with the mouse. */
async function choose(page: Page, name: "Light" | "Dark" | "System"): Promise<void> {
  await untilAlive(page);
  await themeButton(page).click();
  await page.getByRole("group", { name: "Theme" }).getByText(name, { exact: true }).click();
  await themeButton(page).click();
}

async function focused(page: Page): Promise<string | null> {
  return await page.evaluate(() => {
    const element = document.activeElement;
    return element instanceof HTMLInputElement
      ? element.value
      : element?.getAttribute("aria-label") ?? null;
  });
}

for (const [colorScheme, background] of [["light", LIGHT], ["dark", DARK]] as const) {
  Deno.test(`a new visitor gets the theme of a ${colorScheme} system`, async () => {
    await site.visit({ colorScheme }, async (page) => {
      assert.deepEqual(await seen(page), chosen("system", background));
    });
  });
}

Deno.test("a choice by mouse shows at once, and is kept over reload and navigation", async () => {
  await site.visit({ colorScheme: "light" }, async (page) => {
    await choose(page, "Dark");
    assert.deepEqual(await seen(page), chosen("dark", DARK));
    await page.reload();
    assert.deepEqual(await seen(page), chosen("dark", DARK));
    await page.getByRole("link", { name: "Home" }).click();
    assert.deepEqual(await seen(page), chosen("dark", DARK));
    await choose(page, "Light");
    assert.deepEqual(await seen(page), chosen("light", LIGHT));
    await choose(page, "System");
    await page.reload();
    assert.deepEqual(await seen(page), chosen("system", LIGHT));
  });
});

Deno.test("the keyboard opens the choices, chooses, and closes them; focus returns to the button", async () => {
  await site.visit({ colorScheme: "light" }, async (page) => {
    const choices = page.getByRole("group", { name: "Theme" });
    await untilAlive(page);
    await themeButton(page).focus();
    await page.keyboard.press("Enter");
    assert.equal(await choices.isVisible(), true);
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "system");
    await page.keyboard.press("ArrowUp");
    assert.deepEqual(await seen(page), chosen("dark", DARK));
    await page.keyboard.press("ArrowUp");
    assert.deepEqual(await seen(page), chosen("light", LIGHT));
    assert.equal(await focused(page), "light");
    await page.keyboard.press("Escape");
    assert.equal(await choices.isVisible(), false);
    assert.equal(await focused(page), "Theme");
    await page.keyboard.press("Space");
    assert.equal(await choices.isVisible(), true);
  });
});

Deno.test("a click elsewhere closes the choices", async () => {
  await site.visit({}, async (page) => {
    await themeButton(page).click();
    assert.equal(await page.getByRole("radio", { name: "Dark" }).isVisible(), true);
    await page.getByRole("heading", { level: 1 }).click();
    assert.equal(await page.getByRole("radio", { name: "Dark" }).isVisible(), false);
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    Deno.test(`the open choices have no fault for axe and are whole, ${colorScheme} at ${width} px`, async () => {
      await site.visit({ colorScheme, viewport: { width, height: 700 } }, async (page) => {
        await themeButton(page).click();
        assert.deepEqual(await accessibilityFaults(page), []);
        const box = await page.getByRole("group", { name: "Theme" }).boundingBox();
        const button = await themeButton(page).boundingBox();
        assert.ok(box && button);
        assert.ok(box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
        assert.ok(box.y >= button.y + button.height, "the choices cover their button");
      });
    });
  }
}

Deno.test("the theme follows a change of the system while that is the choice, and only then", async () => {
  await site.visit({ colorScheme: "light" }, async (page) => {
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await seen(page), chosen("system", DARK));
    await choose(page, "Dark");
    await page.emulateMedia({ colorScheme: "light" });
    assert.deepEqual(await seen(page), chosen("dark", DARK));
    await choose(page, "System");
    assert.deepEqual(await seen(page), chosen("system", LIGHT));
  });
});

Deno.test("another tab follows the choice at once", async () => {
  await site.visit({ colorScheme: "light" }, async (page) => {
    const other = await page.context().newPage();
    await other.goto("/");
    await choose(page, "Dark");
    await other.locator("[data-bs-theme=dark] input[value=dark]:checked").waitFor({
      state: "attached",
    });
    assert.deepEqual(await seen(other), chosen("dark", DARK));
    await choose(other, "Light");
    await page.locator("[data-bs-theme=light] input[value=light]:checked").waitFor({
      state: "attached",
    });
    assert.deepEqual(await seen(page), chosen("light", LIGHT));
    await other.evaluate(() => localStorage.clear());
    await page.locator("[data-theme=system]").waitFor();
    assert.deepEqual(await seen(page), chosen("system", LIGHT));
  });
});

Deno.test("where storage is forbidden, the choice lasts as long as the page", async () => {
  await using opened = await site.open({ colorScheme: "light" });
  const { page, problems } = opened;
  await page.addInitScript(() =>
    Object.defineProperty(globalThis, "localStorage", {
      get() {
        throw new DOMException("Access is denied for this document", "SecurityError");
      },
    })
  );
  await page.goto("/");
  assert.deepEqual(await seen(page), chosen("system", LIGHT));
  await choose(page, "Dark");
  assert.deepEqual(await seen(page), chosen("dark", DARK));
  await page.reload();
  assert.deepEqual(await seen(page), chosen("system", LIGHT));
  assert.deepEqual(await problems(), []);
});

Deno.test("a stored choice that is none counts as the system's", async () => {
  await site.visit({ colorScheme: "dark" }, async (page) => {
    await page.evaluate(() => localStorage.setItem("pcm-theme", "<pink>"));
    await page.reload();
    assert.deepEqual(await seen(page), chosen("system", DARK));
  });
});

/** Keeps, in the page, the theme at the begin of its body and in every frame from then on. */
function recordFrames(): void {
  const themes: string[] = [];
  Reflect.set(globalThis, "themes", themes);
  const record = () => {
    themes.push(document.documentElement.dataset.bsTheme ?? "none");
    requestAnimationFrame(record);
  };
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    record();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}

Deno.test("no frame is in the wrong theme, even when the theme's script comes last", async () => {
  await site.visit({ colorScheme: "light" }, async (page) => {
    await choose(page, "Dark");
    await page.addInitScript(recordFrames);
    const styled = page.waitForEvent(
      "requestfinished",
      (request) => request.url().includes("/styles.css"),
    );
    await page.route("**/theme.js*", async (route) => {
      await styled;
      await route.continue();
    });
    await page.reload();
    await untilAlive(page);
    const themes = await page.evaluate((): string[] => Reflect.get(globalThis, "themes"));
    assert.deepEqual([...new Set(themes)], ["dark"]);
  });
});
