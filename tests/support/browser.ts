import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { findProgram } from "./programs.ts";

/** Keeps Chromium from asking the network for anything but the page under test. */
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Something a page must not do: an uncaught error, an error on the console, a broken security
 * policy.
 */
export interface Problem {
  readonly kind: "pageerror" | "console" | "securitypolicyviolation";
  readonly text: string;
}

/**
 * A browser that closes with the scope that holds it: `await using browser = await
 * launchBrowser()`.
 */
export interface TestBrowser extends AsyncDisposable {
  /** Opens a page with cookies and storage of its own. */
  newPage(options?: BrowserContextOptions): Promise<TestPage>;
}

export interface TestPage {
  /**
   * Tabs opened with `page.context().newPage()` share its cookies, and their problems count here
   * too.
   */
  readonly page: Page;
  /** All problems so far, in the order of their arrival. */
  problems(): Promise<readonly Problem[]>;
}

/**
 * Starts headless Chromium from CHROMIUM or PATH, with a profile in a temporary directory that goes
 * with it.
 *
 * Playwright's own launch leaves neither an op nor a file open after close under Deno, so a test
 * may launch and close within itself with the sanitizers on. Throws when there is no Chromium.
 */
export async function launchBrowser(): Promise<TestBrowser> {
  const executablePath = await findProgram("chromium", Deno.env.toObject());
  if (executablePath === undefined) {
    throw new Error("Cannot find chromium: run tests/support/install_browser.ts");
  }
  // Chromium's sandbox does not start as root, which is who runs tests in a container.
  const chromiumSandbox = Deno.uid() !== 0;
  const browser = await chromium.launch({ executablePath, chromiumSandbox, args: FLAGS });
  return {
    newPage: (options) => newPage(browser, options),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/**
 * Takes a picture of the whole page, animations ended, as PNG bytes; also writes it to `path` when
 * given.
 */
export async function screenshot(
  page: Page,
  { path }: { readonly path?: string } = {},
): Promise<Uint8Array> {
  return await page.screenshot({ fullPage: true, animations: "disabled", ...(path && { path }) });
}

async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<TestPage> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(10_000);
  const problems = await collectProblems(context);
  return {
    page: await context.newPage(),
    problems: async () => {
      if (options.javaScriptEnabled !== false) await Promise.all(context.pages().map(settle));
      return problems;
    },
  };
}

async function collectProblems(context: BrowserContext): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const report = (kind: Problem["kind"], text: string) => problems.push({ kind, text });
  context.on("weberror", (event) => report("pageerror", event.error().message));
  context.on("console", (message) => {
    if (message.type() === "error") report("console", message.text());
  });
  await context.exposeBinding(
    "reportViolation",
    (_source, text: string) => report("securitypolicyviolation", text),
  );
  await context.addInitScript(`
    document.addEventListener("securitypolicyviolation", (event) =>
      reportViolation(event.effectiveDirective + " " + event.blockedURI));
  `);
  return problems;
}

/** Lets the events that the page has queued arrive: they are sent before the answer to this. */
async function settle(page: Page): Promise<void> {
  await page.evaluate("new Promise((resolve) => setTimeout(resolve))");
}
