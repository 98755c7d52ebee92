import type { BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser, type TestPage } from "../support/browser.ts";
import type { RunningProcess } from "../support/running_process.ts";
import { startApplication } from "./application.ts";

/** Credentials as `start` prints them: what a newcomer copies. */
export interface SampleCredentials {
  readonly com: string;
  readonly gov: string;
}

/** The application as newcomers start it, and a browser that nobody is signed in with. */
export interface SignInSite extends AsyncDisposable {
  readonly credentials: SampleCredentials;
  /** The simulated AWS. */
  readonly simulatorUrl: string;
  open(options?: BrowserContextOptions): Promise<TestPage & AsyncDisposable>;
}

/** Starts the application; servers work so many times faster than real ones. */
export async function startSignInSite({ speed = 1 } = {}): Promise<SignInSite> {
  await using stack = new AsyncDisposableStack();
  const env = {
    SIMULATOR_SPEED: String(speed),
    // A line in the midst of a test would be read in the midst of a test: a leak, as Deno sees it.
    LOG_LEVEL: "error",
  };
  const application = stack.use(await startApplication({ env }));
  const [, simulatorUrl = ""] = await application.waitForLine(/simulated AWS: ([^)\s]+)/);
  const credentials = await printedCredentials(application);
  const browser = stack.use(await launchBrowser());
  const kept = stack.move();
  return {
    credentials,
    simulatorUrl,
    async open(options = {}) {
      const opened = await browser.newPage({ baseURL: application.url, ...options });
      return { ...opened, [Symbol.asyncDispose]: () => opened.page.context().close() };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Reads the sample credentials that `start` prints. */
export async function printedCredentials(
  application: RunningProcess,
): Promise<SampleCredentials> {
  await application.waitForLine(/Then load a change/);
  const [com, gov] = application.stdout.join("\n").match(/\[default\]\n(?:aws_.*\n?){3}/g) ?? [];
  if (!com || !gov) throw new Error("Cannot find credentials: the start printed none");
  return { com, gov };
}

/** Signs in by the form, as people do. */
export async function signInByForm(
  page: Page,
  { environment, credentials }: {
    readonly environment: "com" | "gov";
    readonly credentials: SampleCredentials;
  },
): Promise<void> {
  await page.goto("/aws");
  await fillIn(page, { environment, text: credentials[environment] });
  await page.getByRole("button", { name: "Sign in" }).click();
  const name = `Forget ${environment.toUpperCase()} credentials`;
  await page.getByRole("button", { name }).waitFor();
}

/** Chooses where and pastes; nothing is sent. */
export async function fillIn(
  page: Page,
  { environment, text }: { readonly environment: "com" | "gov"; readonly text: string },
): Promise<void> {
  const label = environment === "com" ? "Commercial (COM)" : "GovCloud (GOV)";
  // The radio itself is hidden behind its label.
  await page.getByText(label, { exact: true }).click();
  await page.getByRole("textbox", { name: "AWS credentials" }).fill(text);
}
