import type { BrowserContextOptions, Page } from "playwright-core";
import { newSecretKey } from "@/lib/config/mod.ts";
import { launchBrowser, type TestBrowser, type TestPage } from "../support/browser.ts";
import { freePort, startProcess } from "../support/process.ts";
import { HIGH_RATE_LIMITS } from "../support/rate_limits.ts";
import type { RunningProcess } from "../support/running_process.ts";

/** Longer than a build on a busy machine takes. */
const DEADLINE_MS = 90_000;

interface ApplicationOptions {
  /** Arguments of `deno`; the task that newcomers run, when absent. */
  readonly args?: readonly string[];
  /** A free one when absent. */
  readonly port?: number;
  /** Variables beside those that every test needs, or instead of them. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A page with storage of its own, which is gone with the scope that holds it. */
interface OpenPage extends TestPage, AsyncDisposable {}

/** The application in a process of its own, and a browser that looks at it. */
export interface ApplicationSite extends AsyncDisposable {
  /** Opens a blank page, for which paths are enough as addresses. */
  open(options?: BrowserContextOptions): Promise<OpenPage>;
  /** Opens the home page and looks at it. Throws when the browser reported a problem. */
  visit(options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void>;
}

/**
 * Starts the application with a store that ends with its process, and waits until it is ready.
 */
export async function startApplication(
  { args = ["task", "start"], port = freePort(), env = {} }: ApplicationOptions = {},
): Promise<RunningProcess> {
  return await startProcess({
    args,
    env: {
      SECRET_KEY: newSecretKey(),
      DENO_KV_PATH: ":memory:",
      PORT: String(port),
      ...HIGH_RATE_LIMITS,
      ...env,
    },
    readyLine: /ready: http/,
    deadlineMs: DEADLINE_MS,
  });
}

/** Starts the application, and the browser that looks at it. */
export async function startApplicationSite(): Promise<ApplicationSite> {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await startApplication());
  const browser = stack.use(await launchBrowser());
  const open = (options?: BrowserContextOptions) => openPage(browser, { baseURL: url, ...options });
  const kept = stack.move();
  return {
    open,
    async visit(options, look) {
      await using opened = await open(options);
      await opened.page.goto("/");
      await look(opened.page);
      const problems = await opened.problems();
      if (problems.length > 0) throw new Error(`Problems: ${JSON.stringify(problems)}`);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function openPage(browser: TestBrowser, options: BrowserContextOptions): Promise<OpenPage> {
  const opened = await browser.newPage(options);
  return { ...opened, [Symbol.asyncDispose]: () => opened.page.context().close() };
}
