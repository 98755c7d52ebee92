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

/** A tab that closes with the scope that holds it, and what went wrong since it was opened. */
interface OpenPage extends TestPage, AsyncDisposable {}

/** A fixture that is built for production, served with a strict policy, and looked at. */
export interface IslandsSite extends AsyncDisposable {
  readonly origin: string;
  /** Opens a blank tab, whose pages will tell the server's nodes from the browser's. */
  open(): Promise<OpenPage>;
  /**
   * Opens a page and looks at it once its islands live. Throws when the browser reported a problem.
   */
  visit(path: string, look: (page: Page) => Promise<void>): Promise<void>;
}

/** Builds and serves the fixture, and starts the browser that looks at it. */
export async function startIslandsSite(): Promise<IslandsSite> {
  await using stack = new AsyncDisposableStack();
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(options, await createHandler());
  stack.defer(() => server.shutdown());
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const browser = stack.use(await launchBrowser());
  const first = await browser.newPage({ baseURL: origin });
  await first.page.context().addInitScript(MARK_SERVER_NODES);
  await first.page.close();
  const open = () => openTab(first);
  const kept = stack.move();
  return {
    origin,
    open,
    async visit(path, look) {
      await using opened = await open();
      await opened.page.goto(path);
      await untilHydrated(opened.page);
      await look(opened.page);
      const problems = await opened.problems();
      if (problems.length > 0) throw new Error(`Problems of ${path}: ${JSON.stringify(problems)}`);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A context for each page would cost twice the time. */
async function openTab(first: TestPage): Promise<OpenPage> {
  const known = (await first.problems()).length;
  const page = await first.page.context().newPage();
  return {
    page,
    problems: async () => (await first.problems()).slice(known),
    [Symbol.asyncDispose]: () => page.close(),
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

/** The nodes below an element that the browser made, by name. */
export async function madeNodes(page: Page, selector: string): Promise<readonly string[]> {
  return await page.locator(selector).evaluate((element) => {
    const made: string[] = [];
    const nodes = document.createNodeIterator(element);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      if (!Reflect.get(node, "isServerNode")) made.push(node.nodeName);
    }
    return made;
  });
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
