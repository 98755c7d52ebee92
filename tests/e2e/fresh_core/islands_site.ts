import { App, staticFiles } from "fresh";
import { Builder } from "fresh/dev";
import type { Page } from "playwright-core";
import { building } from "../../jsr/fresh_core/project.ts";
import { launchBrowser, type TestPage } from "../../support/browser.ts";

/** The fixture: islands, and a page for each thing they have to prove. */
export const FIXTURE = new URL("../../fixtures/islands_app/", import.meta.url).href;

/** Below this path the same pages are served by an app with a base path. */
export const BASE_PATH = "/base";

const NONCE = /<script[^>]* nonce="([0-9a-f]{32})"/;

/** Tells, before any script of the page runs, which nodes came from the server. */
const MARK_SERVER_NODES = `document.addEventListener("readystatechange", () => {
  const nodes = document.createNodeIterator(document);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) node.isServerNode = true;
}, { once: true });`;

/** A fixture that is built for production, served with a strict policy, and looked at. */
export interface IslandsSite extends AsyncDisposable {
  readonly origin: string;
  /**
   * Opens a page in a tab of its own, waits until its islands live, and closes it afterwards.
   * Throws when the browser reported a problem meanwhile.
   */
  visit(path: string, look: (page: Page) => Promise<void>): Promise<void>;
  /** Opens a page with storage of its own, for what may have problems. */
  open(path: string): Promise<TestPage>;
}

/** Builds and serves the fixture, and starts the browser that looks at it. */
export async function startIslandsSite(): Promise<IslandsSite> {
  await using stack = new AsyncDisposableStack();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    await createHandler(),
  );
  stack.defer(() => server.shutdown());
  const browser = stack.use(await launchBrowser());
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const shared = await browser.newPage();
  await shared.page.context().addInitScript(MARK_SERVER_NODES);
  const kept = stack.move();
  return {
    origin,
    async visit(path, look) {
      const known = (await shared.problems()).length;
      const page = await shared.page.context().newPage();
      await page.goto(origin + path);
      await untilHydrated(page);
      await look(page);
      const problems = (await shared.problems()).slice(known);
      if (problems.length > 0) throw new Error(`Problems of ${path}: ${JSON.stringify(problems)}`);
      await page.close();
    },
    async open(path) {
      const opened = await browser.newPage();
      await opened.page.goto(origin + path);
      await untilHydrated(opened.page);
      return opened;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Islands hydrate in tasks of their own (5.4); effects follow the next frame. */
export async function untilHydrated(page: Page): Promise<void> {
  await page.evaluate(`scheduler.postTask(() => new Promise((resolve) =>
    requestAnimationFrame(() => setTimeout(resolve))))`);
}

/** The markup below an element as a reader of the page has it: without comments. */
export async function markup(page: Page, selector: string): Promise<string> {
  const html = await page.locator(selector).innerHTML();
  return html.replaceAll(/<!--.*?-->/gs, "");
}

async function createHandler(): Promise<Deno.ServeHandler> {
  const builder = new Builder({ root: FIXTURE });
  const apply = await building(() => builder.build({ snapshot: "memory" }));
  const [atRoot, below] = ["", BASE_PATH].map((basePath) => {
    const app = new App({ basePath }).use(staticFiles()).fsRoutes();
    apply(app);
    return app.handler();
  });
  return async (request, info) => {
    const handler = new URL(request.url).pathname.startsWith(BASE_PATH) ? below : atRoot;
    if (!handler) throw new Error("Cannot serve: no app was made");
    return await strict(await handler(request, info));
  };
}

/** The strictest policy that a page with islands needs; it is set around the whole app. */
async function strict(response: Response): Promise<Response> {
  if (!response.headers.get("content-type")?.startsWith("text/html")) return response;
  const html = await response.text();
  const [, nonce] = NONCE.exec(html) ?? [];
  const policy = [
    "default-src 'none'",
    `script-src ${nonce ? `'self' 'nonce-${nonce}'` : "'none'"}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  const headers = new Headers(response.headers);
  headers.set("content-security-policy", policy);
  return new Response(html, { status: response.status, headers });
}
