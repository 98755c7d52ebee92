import assert from "node:assert/strict";
import type { BrowserContextOptions, Page } from "playwright-core";
import type { TestPage } from "../support/browser.ts";

/** A page that is watched for anything that foreign text may do. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Throws when a script of foreign text ran, tried to, or left an element. */
  assertInert(): Promise<void>;
  /** The same, and throws when the page does not show each text, letter by letter. */
  assertShows(texts: readonly string[]): Promise<void>;
}

/** Elements that no page has but one that took foreign text for markup. */
const FOREIGN = "main :is(script, img, iframe, object, embed, base, form form), " +
  "[onload], [onerror], [onclick], a[href^='javascript' i]";

/** Watches a page from before its first document. */
export async function watchedPage(
  { open, ...options }: BrowserContextOptions & {
    readonly open: (options: BrowserContextOptions) => Promise<TestPage & AsyncDisposable>;
  },
): Promise<WatchedPage> {
  const opened = await open(options);
  const { page } = opened;
  const dialogs: string[] = [];
  page.on("dialog", async (dialog) => {
    dialogs.push(dialog.message());
    await dialog.dismiss();
  });
  const assertInert = async () => {
    assert.equal(await page.evaluate(() => "__xss" in globalThis), false, page.url());
    assert.equal(await page.locator(FOREIGN).count(), 0, page.url());
    assert.deepEqual(dialogs, []);
    // Statuses such as 422 are told on the console, and are what some of these pages have.
    const problems = await opened.problems();
    assert.deepEqual(problems.filter(({ text }) => !/status of 4\d\d/.test(text)), []);
  };
  return {
    page,
    assertInert,
    async assertShows(texts) {
      await assertInert();
      const shown = await shownText(page);
      for (const text of texts) assert.ok(shown.includes(text), `${text} on ${page.url()}`);
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

/** What the page's own part says, and what its fields hold. */
async function shownText(page: Page): Promise<string> {
  return await page.locator("main").evaluate((main) => {
    const fields = main.querySelectorAll<HTMLInputElement>("input, textarea");
    return [main.textContent, ...[...fields].map(({ value }) => value)].join("\n");
  });
}
